//! Scaleway: Block volumes, local volumes, and the original API.

use super::demo;

#[test]
fn reads() {
    for name in ["scaleway-demo", "scaleway-legacy"] {
        let desk = demo("scaleway", name);
        for one in desk.known() {
            println!(
                "{} | {} | {} | {:?} | {:?} | {}",
                one.kind.noun(),
                one.name,
                one.status.label,
                one.size,
                one.created,
                one.users
                    .iter()
                    .map(|u| format!("{} {} {:?} {:?}", u.name, u.status.label, u.status.detail, u.role))
                    .collect::<Vec<_>>()
                    .join(";")
            );
        }
        for bad in desk.unreadable(voldeck::model::Kind::Volume) {
            println!("BAD {bad:?}");
        }
        println!("{}", desk.sent.borrow().join("\n"));
        let steps = std::cell::RefCell::new(Vec::new());
        println!("{:?}", futures_executor::block_on(desk.link.test(&|step| steps.borrow_mut().push(step))));
        println!("{steps:#?}");
    }
}
