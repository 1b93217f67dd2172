//! What the skill answers to a request: whether it came at all, and whether Alexa could live with it.

use std::time::Instant;

use roomline_signaling::alexa::CallResultCode;
use roomline_signaling::alexa_wire::SkillAnswer;

use super::{Ender, Happened, Service, UnderWay};

impl Service {
    pub(super) fn skill_answered(&mut self, now: Instant, number: u64, answer: Option<(u16, Vec<u8>)>) {
        self.mail.answered(number);
        let Some(UnderWay { name, unit, session }) = self.under_way.remove(&number) else { return };
        let status = answer.as_ref().map(|(status, _)| *status);
        let Some((200, body)) = answer else {
            let what = Happened::Undeliverable { message: name, status };
            self.journal.write(now, Some(unit), session.clone(), what);
            if let Some(id) = session.filter(|_| name == "InitiateOutboundCall") {
                self.close(now, &id, Ender::Alexa, Some(CallResultCode::InternalError));
            }
            return;
        };
        if body.is_empty() && name.starts_with("Skill") {
            return;
        }
        let reason = match serde_json::from_slice::<SkillAnswer>(&body) {
            Err(_) => Some("it is no answer of a skill"),
            Ok(answer) if name == "Grant" => match answer.response.event {
                Some(event) if event.accepted() => {
                    self.asp.permit(&unit);
                    self.journal.write(now, None, None, Happened::GrantTaken);
                    None
                }
                _ => Some("the grant was not accepted"),
            },
            Ok(answer) if answer.response.output_speech.is_some() || answer.response.reprompt.is_some() => {
                Some("it would be said aloud in the room")
            }
            Ok(answer) if answer.response.should_end_session.is_some() => Some("there is no voice session to end"),
            Ok(_) => None,
        };
        if let Some(reason) = reason {
            self.journal.write(now, Some(unit), session, Happened::BadAnswer { message: name, reason });
        }
    }
}
