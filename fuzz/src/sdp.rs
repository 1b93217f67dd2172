//! Session descriptions: what an Echo sends is put into shape, read and answered.

use roomline_call::Sdp;
use roomline_call::description::{
    Agreement, Description, LeftOut, answer_reoffer, classify_reoffer, normalise_local, normalise_remote, voice_of,
};

/// Reads the bytes as up to three texts with a NUL between them: our description, the Echo's last one, its re-offer.
pub fn body(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let descriptions: Vec<Sdp> = text.splitn(3, '\0').filter_map(|text| Sdp::new(text).ok()).collect();
    descriptions.iter().for_each(one);
    // Ours comes from our own stack and never left us without being put into shape.
    if let [ours, theirs, reoffer] = &descriptions[..]
        && let Ok(ours) = &normalise_local(ours, &LeftOut::default())
    {
        let _kind = classify_reoffer(ours, theirs, reoffer);
        if let Ok(answer) = answer_reoffer(ours, theirs, reoffer) {
            is_regular(&answer.sdp);
        }
        if let Ok(agreement) = Agreement::between(ours, theirs)
            && let Ok(offer) = Description::parse(reoffer)
            && let Ok(answer) = agreement.complete(&offer, 7)
        {
            is_regular(&answer.sdp);
        }
    }
}

fn one(description: &Sdp) {
    if let Ok(shaped) = normalise_remote(description) {
        is_regular(&shaped);
        let again = normalise_remote(&shaped).expect("what is in shape can be read");
        assert!(again == shaped, "what is in shape stays as it is:\n{}\n--\n{}", shaped.as_str(), again.as_str());
        if let Ok(voice) = voice_of(&shaped) {
            is_regular(&voice);
            let read = Description::parse(&voice).expect("it was just read");
            assert_eq!(read.media().len(), 1);
        }
    }
    if let Ok(shaped) = normalise_local(description, &LeftOut { ipv6: true, ..LeftOut::default() }) {
        is_regular(&shaped);
    }
}

/// Whatever leaves us is a description of whole lines, so that nobody can slip in a line of his own.
fn is_regular(sdp: &Sdp) {
    let text = sdp.as_str();
    assert!(text.starts_with("v=0\r\no=") && text.ends_with("\r\n"), "{text:?}");
    for line in text.split_terminator("\r\n") {
        let mut characters = line.chars();
        let letter = characters.next();
        assert!(letter.is_some_and(|letter| letter.is_ascii_lowercase()) && characters.next() == Some('='), "{line:?}");
        assert!(!line.contains(['\r', '\n', '\0']), "{line:?}");
    }
    assert!(Description::parse(sdp).is_ok(), "{text:?}");
}
