//! A resident whom nobody answered, and who is called back.

use roomline_rig::DeskOptions;
use serde_json::json;

use crate::{CALLER, VOICE, told};

#[test]
fn a_missed_resident_is_called_back_and_leaves_the_list_by_talking() {
    told("call-back", &[DeskOptions::default()], async |scene| {
        scene.sign_in().await?;
        let (property, desk) = (&scene.property, scene.desk());
        let window = desk.window();
        let mark = property.newest().await?;
        property.ask(CALLER).await?;
        window.button("Answer").await?;
        property.act(CALLER, &json!({"act": "hang_up"})).await?;
        property.happened(mark, Some(CALLER), "ended").await?;
        window.text("1 is waiting for a call").await?;
        window.click("Show").await?;
        window.text("One is waiting for a call").await?;
        desk.picture("1-owed").await?;

        property.script(CALLER, &json!({"when_called": {"answer_after_ms": 0}, "voice": {"tone": VOICE}})).await?;
        window.click("Call back Mr Okafor, 102").await?;
        desk.shows("In call").await?;
        desk.hears_the_resident().await?;
        window.click("Hang up").await?;
        desk.shows("Call ended: you hung up").await?;
        window.click("Close").await?;
        window.text("Nobody is waiting").await?;
        window.gone("Call back Mr Okafor, 102").await?;
        desk.picture("2-nobody-waits").await
    });
}
