#!/usr/bin/env python3
"""Makes assets/chains.tsv from the package name-suggestion-index of the npm registry. Run by hand, never by a build:

    npm pack name-suggestion-index && tar xzf name-suggestion-index-*.tgz      # BSD-3-Clause
    python3 scripts/brands/make.py package /usr/share/dict/american-english    # Debian's wamerican

Keeps brands, operators and networks of the US, Canada, the UK, Ireland, Australia and New Zealand that have a category in
classes.tsv. Our own list, assets/brands.tsv, goes before: what it names is left out here, but for spellings that it lacks.
"""
import collections, json, pathlib, re, sys, unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ASSETS = HERE.parent.parent / "assets"
COUNTRIES = {"001", "us", "ca", "gb", "ie", "au", "nz"}
# shorter names, or single words that a dictionary has, count only where nothing but numbers and a place follow
DISTINCT_WORD, DISTINCT_NAME = 5, 6
# two letters are every processor's and every state's
MIN_LETTERS = 3
# parts of a chain's name that its card terminals leave out as often as not
TRAILERS = ("restaurant", "restaurants", "cafe", "coffee", "pharmacy", "supermarket", "supermarkets", "stores", "store", "hotel", "hotels",
            "pizza", "gym", "fitness", "bakery", "petrol", "fuel", "opticians", "furniture", "hardware", "company", "co", "limited", "inc")


def words_of(text):
    """As `text::normalize` of the program does it, near enough to compare spellings."""
    text = unicodedata.normalize("NFD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).upper()
    text = re.sub(r"['’`]", "", text).replace("&", " AND ").replace("+", " PLUS ")
    text = re.sub(r"\b(\w)\.(?=\w)", r"\1", text)
    return re.sub(r"[^0-9A-Z]+", " ", text).strip()


def squeezed(text):
    return words_of(text).replace(" ", "")


def classes():
    table = {}
    for rank, line in enumerate(l for l in (HERE / "classes.tsv").read_text().splitlines() if not l.startswith("#")):
        category, tags = line.split("\t")
        for tag in tags.split():
            table.setdefault(tag, (rank, category))
    return table


def own():
    """Squeezed spelling -> owner of assets/brands.tsv, and the same for spellings that others begin with."""
    owners, opening = {}, []
    for line in (ASSETS / "brands.tsv").read_text().splitlines():
        if line.startswith("#") or not line:
            continue
        name, _, spellings, _ = line.split("\t")
        for spelling in spellings.split(";") + [name]:
            if spelling:
                owners.setdefault(squeezed(spelling), name)
                if not spelling.startswith("=") and f"={words_of(spelling)}" not in spellings.split(";"):
                    opening.append((words_of(spelling), name))
    return owners, opening


def wanted(item):
    places = item["locationSet"].get("include", ["001"])
    codes = {str(p).lower().split("-")[0].removesuffix(".geojson") for p in places if isinstance(p, str)}
    return bool(codes & COUNTRIES) or any(isinstance(p, list) for p in places) and "us" in codes


def items(package):
    table = classes()
    data = json.loads((package / "dist/json/nsi.min.json").read_text())
    for path, group in data["nsi"].items():
        tree, key, value = path.split("/")
        rank = table.get(f"{key}/{value}") or table.get(f"{key}/*")
        if tree == "flags" or rank is None:
            continue
        for item in group["items"]:
            if wanted(item):
                yield (tree != "brands", *rank), item


def canonical(item):
    tags, shown = item["tags"], re.sub(r"\s*\([^)]*\)", "", item["displayName"]).strip()
    brand = tags.get("brand", shown)
    if words_of(shown).startswith(words_of(brand) + " "):
        return brand, shown
    return shown, shown


def spellings(item, name):
    shown = canonical(item)[1]
    tags = item["tags"]
    told = [shown, *item.get("matchNames", []), tags.get("short_name", ""), tags.get("official_name", "")]
    told += [tags.get(key, "") for key in ("brand:en", "name:en", "operator:short", "network:short")]
    for spelling in told:
        spelled = words_of(spelling)
        if spelling.isascii() or squeezed(spelling).isalnum() and spelled:
            if MIN_LETTERS <= len(spelled.replace(" ", "")) and len(spelled) <= 34 and len(spelled.split()) <= 6:
                yield spelled


def is_another(spelled, name):
    """True for a spelling that shares no word with the name and does not shorten it."""
    words, key = set(words_of(name).split()), squeezed(name)
    initials = "".join(word[0] for word in words_of(name).split())
    own = spelled.replace(" ", "")
    return not (words & set(spelled.split()) or own[:4] in key or key[:4] in own or len(own) <= 5 or own == initials)


def main(package, dictionary):
    common = {words_of(word).replace(" ", "") for word in pathlib.Path(dictionary).read_text().splitlines()}
    common |= {word.replace(" ", "") for line in (ASSETS / "cities.txt").read_text().splitlines() for word in line.split(";")}
    owners, opening = own()
    # "ACH" and "POINT" are what banks write, whoever bears them besides
    rows = (line.split("\t") for line in (ASSETS / "phrases.tsv").read_text().splitlines() if not line.startswith("#"))
    banking = {word for where, _, _, words in rows if where in {"made", "with"} for word in words.split(";")}

    def is_distinct(spelled):
        words, letters = spelled.split(), len(spelled.replace(" ", ""))
        rare = any(len(word) >= DISTINCT_WORD and word.isalpha() and word not in common for word in words)
        return letters >= DISTINCT_NAME and (rare or len(words) >= 3 and letters >= 12)

    def owner(spelled):
        key = spelled.replace(" ", "")
        return owners.get(key) or next((name for own, name in opening if spelled.startswith(own + " ")), None)

    found = sorted(((rank, canonical(item)[0], item) for rank, item in items(pathlib.Path(package))), key=lambda f: (f[0], f[1]))
    taken, lines = set(owners), collections.defaultdict(lambda: collections.defaultdict(list))
    shown_as = {}
    for (_, _, category), name, item in found:
        if not words_of(name) or not re.search("[A-Za-z]{2}", name) or "\t" in name:
            continue
        known = owner(words_of(name))
        if any(owner(spelled) not in (None, known) for spelled in spellings(item, name)):
            continue
        name = known or shown_as.setdefault(squeezed(name), name)
        for spelled in spellings(item, name):
            # a name that the chain bore before: whoever paid then knows it by that
            before = not known and is_another(spelled, name)
            forms = [spelled]
            head, _, last = spelled.rpartition(" ")
            if last.lower() in TRAILERS and is_distinct(head):
                forms.append(head)
            for form in forms:
                key = form.replace(" ", "")
                if key in taken or key in banking or known and owner(form):
                    continue
                taken.add(key)
                lines[category][spelled.title() if before else name].append(form if is_distinct(form) else "=" + form)
    write(lines, json.loads((pathlib.Path(package) / "package.json").read_text())["version"])


def write(lines, version):
    out = [
        f"# Made by scripts/brands/make.py from name-suggestion-index {version} (BSD-3-Clause, see chains.LICENSE.md); do not edit.",
        "# [CATEGORY], then name<TAB>spellings by ';', '=' before one that must stand alone; without any, its name is its spelling.",
    ]
    for category in sorted(lines):
        out.append(f"[{category}]")
        for name, forms in sorted(lines[category].items()):
            out.append(name if forms == [words_of(name)] else name + "\t" + ";".join(forms))
    (ASSETS / "chains.tsv").write_text("\n".join(out) + "\n")
    print(f"{sum(len(names) for names in lines.values())} names, {len(chr(10).join(out).encode())} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
