//! The server goes away and comes back.

use roomline_rig::DeskOptions;
use serde_json::json;

use crate::{CALL, CALLED, VOICE, told};

/// What the whole page says.
const UNREACHABLE: &str = "This desk cannot be reached";

#[test]
fn a_desk_says_that_it_cannot_be_reached_until_it_can_and_a_call_goes_on_meanwhile() {
    told("unreachable", &[DeskOptions::default()], async |scene| {
        scene.sign_in().await?;
        scene.property.cut_middleware();
        scene.desk().window().text(UNREACHABLE).await?;
        scene.desk().picture("1-unreachable").await?;
        scene.property.restart_middleware()?;
        scene.desk().window().field("Search residents and rooms").await?;
        scene.desk().window().text("Calls ring here").await?;

        let answers = json!({"when_called": {"answer_after_ms": 0}, "voice": {"tone": VOICE}});
        scene.property.script(CALLED, &answers).await?;
        scene.desk().window().click(CALL).await?;
        scene.desk().shows("In call").await?;
        let mark = scene.property.newest().await?;
        scene.property.cut_middleware();
        scene.desk().window().text("Your call goes on").await?;
        scene.desk().hears_the_resident().await?;
        scene.desk().picture("2-call-goes-on").await?;
        scene.property.restart_middleware()?;
        scene.desk().window().text("Calls ring here").await?;
        scene.desk().hears_the_resident().await?;
        scene.desk().shows("In call").await?;
        scene.desk().window().click("Hang up").await?;
        scene.property.happened(mark, Some(CALLED), "ended").await?;
        scene.desk().shows("Call ended: you hung up").await
    });
}
