//! x
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let r = licscan::signatures::build(
        std::path::Path::new(&args[1]),
        std::path::Path::new("signatures"),
    );
    println!("{r:?}");
}
