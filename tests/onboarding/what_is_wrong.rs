//! `property status`: what is wrong is said in a sentence, with the room and the remedy.

use roomline_alexa_sim::asp::{Method, Oddities, Setup};
use roomline_alexa_sim::property::Property;
use roomline_middleware::asp::Asp;
use roomline_middleware::clock::Clock;
use roomline_middleware::property::apply::apply;
use roomline_middleware::property::look::{LookError, look};
use roomline_middleware::property::plan::plan;
use serde_json::json;

use crate::amazon::{Administrator, Amazon};
use crate::{desired, files};

#[tokio::test(start_paused = true)]
async fn every_odd_echo_is_named_and_the_lamp_is_not() {
    let amazon = Amazon::new(12, 5, Setup::Unpacked, Oddities::Some);
    let administrator = Administrator::new(&amazon, "odd");
    let (text, rooms) = files(&amazon, 12);
    let desired_now = desired(&text, &rooms);
    administrator.apply_until_done(&desired_now).await;
    let status = administrator.status(&desired_now).await;
    let said: Vec<_> = status.findings.iter().map(ToString::to_string).collect();
    let says = [
        "103: the Echo \"103's Echo\" is offline; look at its plug",
        "104: the Echo \"104's Echo\" is of the model \"Echo (2nd Gen)\", which is not known",
        "105: the Echo \"105's Echo\" is set to do not disturb",
    ];
    for (index, start) in says.iter().enumerate() {
        assert!(said[index].starts_with(start), "{said:#?}");
    }
    assert_eq!(said.len(), says.len(), "{said:#?}");
    assert_eq!(status.good_rooms(), 9);
    assert!(status.render().contains("The property is not in order; 9 of 12 rooms are.\n"), "{}", status.render());

    let known = desired(&format!("{text}\n[echos]\nmodels = [\"Echo\"]"), &rooms);
    assert_eq!(administrator.status(&known).await.findings.len(), 2, "the owner knows better");
}

#[tokio::test(start_paused = true)]
async fn what_was_undone_is_named_with_the_room() {
    let amazon = Amazon::new(4, 6, Setup::Unpacked, Oddities::None);
    let administrator = Administrator::new(&amazon, "undone");
    let (text, rooms) = files(&amazon, 4);
    let desired = desired(&text, &rooms);
    let status = administrator.status(&desired).await;
    let empty = status.render();
    assert!(
        empty.starts_with("! property: no service provider is registered for us; run `property apply`\n"),
        "{empty}"
    );
    assert_eq!(status.good_rooms(), 0);

    administrator.apply_until_done(&desired).await;
    assert_eq!(administrator.status(&desired).await.findings, []);
    let unit = administrator.look(&desired).await.0.rooms["room-102"].unit.clone().expect("a unit");
    let enabled = format!("/v1/skills/{}/enablements?unitId={unit}&stage=live", Property::rosewood().skill_id);
    amazon.somebody(Method::Delete, &enabled, None);
    let name = json!({ "name": { "type": "PLAIN", "value": { "text": "Suite 102" } } });
    amazon.somebody(Method::Put, &format!("/v2/units/{unit}"), Some(&name));
    let said: Vec<_> = administrator.status(&desired).await.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "102: our skill is not enabled; run `property apply`",
            "102: its unit is called \"Suite 102\" and the files say \"Room 102\"; rename it in the ASP console or correct the file",
        ]
    );
    administrator.apply_until_done(&desired).await;
    let room = &Property::with_rooms(4).rooms[1];
    assert_eq!(amazon.simulated(|asp| asp.gap(&room.unit_id)), None, "a renamed unit is still found");
}

#[tokio::test(start_paused = true)]
async fn rooms_that_got_the_skill_before_an_account_was_linked_get_it_anew_afterwards() {
    let amazon = Amazon::new(5, 7, Setup::Unpacked, Oddities::None);
    amazon.link_delegated(false);
    let administrator = Administrator::new(&amazon, "unlinked");
    let (text, rooms) = files(&amazon, 5);
    let desired = desired(&text, &rooms);
    let shown = administrator.look(&desired).await.1.render();
    assert!(shown.contains("! no account is linked to our skill yet"), "{shown}");
    administrator.apply_until_done(&desired).await;
    let said = administrator.status(&desired).await.render();
    assert!(said.starts_with("! all 5 rooms: our skill has no linked account"), "{said}");
    assert!(said.contains("\nThe property is not in order; 0 of 5 rooms are.\n"), "{said}");

    amazon.link_delegated(true);
    let mut known = administrator.known().await;
    known.account_linked = true;
    let asp = Asp::new(&amazon);
    let mut observed = look(&asp, &desired, &known, |_| ()).await.expect("a look");
    let anew = plan(&desired, &observed, &known, false);
    let shown = anew.render();
    assert!(shown.starts_with("~ our skill enabled anew with the linked account for 101\n"), "{shown}");
    assert!(shown.ends_with("\n0 to add, 5 to change, 0 to remove\n"), "{shown}");
    let (journal, clock) = (administrator.open(), Clock::system());
    let done = apply(&asp, &journal, &clock, &desired, &mut observed, &anew.steps, |_, _| ()).await;
    assert!(done.is_ok(), "{done:?}");
    assert_eq!(administrator.status(&desired).await.findings, []);
}

#[tokio::test(start_paused = true)]
async fn a_root_that_is_no_unit_is_named_with_the_remedy() {
    let amazon = Amazon::new(1, 8, Setup::Unpacked, Oddities::None);
    let administrator = Administrator::new(&amazon, "root");
    let (text, rooms) = files(&amazon, 1);
    let mistyped = desired(&text.replace(&amazon.root(), "amzn1.alexa.unit.did.mistyped"), &rooms);
    let error = look(&Asp::new(&amazon), &mistyped, &administrator.known().await, |_| ()).await;
    assert!(matches!(&error, Err(LookError::NoRoot(root)) if root.ends_with("mistyped")), "{error:?}");
}
