//! The program: hands the arguments to the library and turns the result into an exit code.

fn main() {}
