//! What goes wrong at the form, and that the form goes on.

use roomline_rig::{DeskOptions, KeyringState, PASSWORD, free_port};

use crate::told;

#[test]
fn every_mistake_at_the_form_is_told_in_a_sentence_and_can_be_mended() {
    told("sign-in", &[DeskOptions::default()], async |scene| {
        let (desk, server) = (scene.desk(), scene.property.server());
        let window = desk.window();
        desk.try_to_sign_in(server, "not the password").await?;
        window.text("User name or password is not right. Is Caps Lock on?").await?;
        desk.logs("a sign-in did not succeed problem=WrongCredentials").await?;
        desk.picture("1-wrong-password").await?;

        let nobody = format!("http://127.0.0.1:{}", free_port()?);
        desk.try_to_sign_in(&nobody, PASSWORD).await?;
        window.text("The server does not answer. Is the network cable in?").await?;
        desk.logs("a sign-in did not succeed problem=Unreachable").await?;
        desk.picture("2-no-server").await?;

        desk.try_to_sign_in("http://calls.example.org", PASSWORD).await?;
        window.text("The address must begin with https, so that nobody listens in.").await?;
        desk.logs("a sign-in did not succeed problem=PlainHttp").await?;
        desk.picture("3-plain-http").await?;

        desk.try_to_sign_in("not an address", PASSWORD).await?;
        window.text("This is not an address.").await?;
        desk.logs("a sign-in did not succeed problem=BadAddress").await?;

        desk.sign_in().await
    });
}

#[test]
fn without_a_keyring_people_are_told_that_they_sign_in_each_time() {
    signs_in_each_time("no-keyring", None);
}

#[test]
fn a_locked_keyring_is_none() {
    signs_in_each_time("locked-keyring", Some(KeyringState::Locked));
}

fn signs_in_each_time(name: &str, keyring: Option<KeyringState>) {
    told(name, &[DeskOptions { keyring, ..Default::default() }], async |scene| {
        scene.desk().window().text("Sign in each time.").await?;
        scene.desk().picture("1-sign-in").await?;
        scene.desk().logs("no keyring: people sign in each time").await?;
        scene.sign_in().await?;
        scene.seats[0].open_again().await?;
        scene.desk().window().field("Password").await?;
        scene.desk().window().text("Sign in each time.").await?;
        scene.sign_in().await
    });
}
