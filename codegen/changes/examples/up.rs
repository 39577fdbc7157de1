use reversals_codegen::load;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let ours = reversals_codegen::model(&load::spec_dir(args[1].as_ref(), "spec").unwrap(), &mut |_| ()).unwrap();
    let theirs = load::spec_files(&[args[2].clone().into()]).unwrap();
    let t = std::time::Instant::now();
    let all = match reversals_changes::upstream::differences(&ours, &theirs) { Ok(a) => a, Err(e) => { println!("{e}"); return; } };
    for it in &all { println!("{} {:?}\n   {}\n   {}", it.key(), it.directions, it.base, it.revision); }
    println!("{} {:?}", all.len(), t.elapsed());
}
