//! The first call and the first ring at a desk without a mouse: real keys on the real screen.

use roomline_rig::{DeskOptions, PASSWORD};
use serde_json::json;

use crate::{CALLED, CALLER, VOICE, told};

#[test]
fn a_desk_without_a_mouse_signs_in_calls_answers_and_says_what_came_of_it() {
    told("by-keyboard", &[DeskOptions::default()], async |scene| {
        let (property, desk) = (&scene.property, scene.desk());
        let window = desk.window();
        desk.tabs_to("Server").await?;
        desk.presses("ctrl+a")?;
        desk.types(property.server())?;
        desk.tabs_to("User name").await?;
        desk.types(desk.card().user)?;
        desk.tabs_to("Password").await?;
        desk.types(PASSWORD)?;
        desk.presses("Return")?;
        window.field("Search residents and rooms").await?;
        window.text("Calls ring here").await?;

        property.script(CALLED, &json!({"when_called": {"answer_after_ms": 0}, "voice": {"tone": VOICE}})).await?;
        desk.types("jones")?;
        window.button("Call Mrs Jones, 101").await?;
        window.text("Mrs Jones").await?;
        desk.presses("Return")?;
        desk.shows("In call").await?;
        desk.hears_the_resident().await?;
        desk.presses("F8")?;
        window.switched_on("Mute").await?;
        desk.presses("F8")?;
        desk.picture("1-in-call").await?;
        desk.presses("F9")?;
        desk.shows("Call ended: you hung up").await?;
        window.button("Reached").await?;
        desk.presses("1")?;
        window.gone("Reached").await?;

        let mark = property.newest().await?;
        property.ask(CALLER).await?;
        window.button("Answer").await?;
        desk.presses("F4")?;
        desk.shows("In call").await?;
        desk.hears_the_resident().await?;
        property.act(CALLER, &json!({"act": "hang_up"})).await?;
        property.happened(mark, Some(CALLER), "ended").await?;
        desk.shows("Call ended: the resident hung up").await?;
        desk.presses("3")?;
        desk.presses("ctrl+2")?;
        window.text("Mr Okafor").await?;
        desk.picture("2-needs-a-visit").await
    });
}
