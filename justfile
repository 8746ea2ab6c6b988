# What a change must pass, and what is at hand while making it. `just` lists the recipes.

_default:
    @just --list

# format, lints as errors, tests, layers, licences and sources: green before anything lands
check: format-check lint test docs deny

format-check:
    cargo fmt --check

lint:
    cargo clippy --locked --all-targets -- -D warnings

# everything that `cargo test` runs: units, properties, layers, screens, the program in a pseudo-terminal
test:
    cargo test --locked

# the documentation of the code, warnings as errors
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items

# licences, sources and bans of every crate; says so where cargo-deny is not installed
deny:
    @if command -v cargo-deny >/dev/null; then cargo deny --locked check licenses bans sources; else echo "cargo-deny is not installed: skipped (cargo install cargo-deny)"; fi

# figures: first frame, bytes a key, store, merge
bench:
    cargo bench --locked

# look at changed screens and accept them
snap:
    INSTA_UPDATE=always cargo test --locked --test screens
    git diff --stat tests/snapshots

# the real program in a pseudo-terminal
e2e:
    cargo test --locked --test e2e_pty --test cli
