# Everything that CI runs.
ready:
    bash .ci/run

# The tests.
test:
    cargo test --locked

# Writes the generated pages: the rules, the help, the README's tables and output.
gen:
    UPDATE=1 cargo test --locked --test generated

# What the linters say.
lint:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

# Throws generated input at the readers and the normal form for longer than the tests do.
fuzz cases="20000":
    PROPTEST_CASES={{cases}} cargo test --locked --lib -- text:: document:: report::

# Times of `identify` and `scan`.
bench:
    cargo bench --locked
