//! A keyring in memory: what is kept in it, what becomes of what an earlier version kept, and what a keyring that fails may cost.

mod unsaid;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use super::super::{Asked, Job, VaultError};
use super::*;

const SERVER: &str = "https://calls.example.org";

/// Entries by what they hold, and the one that cannot be read.
#[derive(Default)]
struct Entries {
    kept: Vec<(Secret, String)>,
    silent: Option<Secret>,
    takes_nothing: bool,
}

#[derive(Clone, Default)]
struct FakeKeyring(Arc<Mutex<Entries>>);

impl FakeKeyring {
    fn with(kept: &[(Secret, &str)]) -> Self {
        let keyring = Self::default();
        keyring.entries().kept = kept.iter().map(|(secret, text)| (secret.clone(), (*text).to_owned())).collect();
        keyring
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().expect("nobody panicked with it")
    }

    fn holds(&self, secret: &Secret) -> Option<String> {
        self.entries().kept.iter().find(|(kept, _)| kept == secret).map(|(_, text)| text.clone())
    }

    fn vault(&self) -> Vault {
        let (jobs, mut asked) = mpsc::channel::<Asked>(8);
        let keyring = self.clone();
        tokio::spawn(async move {
            while let Some((job, answer)) = asked.recv().await {
                drop(answer.send(keyring.done(job)));
            }
        });
        Vault::Keyring(jobs)
    }

    fn done(&self, job: Job) -> super::super::Outcome {
        let found = match &job {
            Job::Read { secret, .. } => self.holds(secret),
            Job::Probe | Job::Write { .. } | Job::Forget { .. } => None,
        };
        let mut entries = self.entries();
        match job {
            Job::Probe => Ok(None),
            Job::Read { secret, .. } if entries.silent.as_ref() == Some(&secret) => Err(VaultError::Silent),
            Job::Read { .. } => Ok(found.map(Private)),
            Job::Write { .. } if entries.takes_nothing => Err(VaultError::Locked),
            Job::Write { secret, text, .. } => {
                entries.kept.retain(|(kept, _)| *kept != secret);
                entries.kept.push((secret, text.0));
                Ok(None)
            }
            Job::Forget { secret, .. } => {
                entries.kept.retain(|(kept, _)| *kept != secret);
                Ok(None)
            }
        }
    }

    /// Starts the station's keeper over this keyring; gives back what it told first.
    async fn opens(&self) -> (Keeper, Told) {
        self.opens_in(Path::new("/nowhere")).await
    }

    /// The same, with its file in this folder.
    async fn opens_in(&self, data_dir: &Path) -> (Keeper, Told) {
        let (tell, mut hearing) = mpsc::channel(8);
        let (orders, told) = mpsc::channel(ORDERS);
        let (vault, server, data_dir) = (self.vault(), Some(SERVER.to_owned()), data_dir.to_owned());
        let task = tokio::spawn(keep_on(vault, Remembering::Keyring, server, data_dir, told, tell));
        let Some(Input::VaultOpened { remembering, people, .. }) = hearing.recv().await else { panic!("opened") };
        let has_key = self.entries().silent != Some(Secret::UnsaidKey);
        let unsaid = if remembering == Remembering::Keyring && has_key {
            let Some(Input::UnsaidOpened { outcomes, .. }) = hearing.recv().await else { panic!("opened") };
            Some(outcomes)
        } else {
            None
        };
        (Keeper { orders, task }, Told { remembering, people, unsaid, later: hearing })
    }
}

struct Told {
    remembering: Remembering,
    people: KeptPeople,
    /// What the file held; `None`: it is not used.
    unsaid: Option<Vec<UnsaidOutcome>>,
    later: mpsc::Receiver<Input>,
}

fn id(user: &str) -> PersonId {
    PersonId::of(SERVER, user)
}

fn person(user: &str) -> KeptPerson {
    let private = |text: &str| Private(text.to_owned());
    KeptPerson {
        id: id(user),
        user: private(user),
        name: private(&user.to_uppercase()),
        token: private(&format!("token of {user}")),
        pin: Some(format!("hash of {user}").into()),
    }
}

fn roster(here: &str, others: &[&str]) -> Roster {
    Roster { here: Some(id(here)), others: others.iter().map(|user| id(user)).collect() }
}

#[tokio::test]
async fn who_is_known_is_there_again_after_a_restart_in_the_same_order() {
    let keyring = FakeKeyring::default();
    let (keeper, told) = keyring.opens().await;
    assert_eq!(told.people, KeptPeople::default());
    for user in ["ann", "ben", "cleo"] {
        keeper.keep_person(SERVER.to_owned(), person(user));
    }
    keeper.keep_roster(SERVER.to_owned(), &roster("ann", &["cleo", "ben"]));
    keeper.finish().await;

    let (keeper, told) = keyring.opens().await;
    assert_eq!((told.people.here, told.people.others), (Some(person("ann")), vec![person("cleo"), person("ben")]));
    keeper.forget_person(SERVER.to_owned(), id("cleo"));
    keeper.keep_roster(SERVER.to_owned(), &Roster { here: None, others: vec![id("ben")] });
    keeper.finish().await;
    let (_, told) = keyring.opens().await;
    assert_eq!((told.people.here, told.people.others), (None, vec![person("ben")]));
    assert_eq!(keyring.holds(&Secret::Person(id("cleo"))), None);
}

#[tokio::test]
async fn of_nobody_nothing_is_kept() {
    let keyring = FakeKeyring::default();
    let (keeper, _) = keyring.opens().await;
    keeper.keep_person(SERVER.to_owned(), person("ann"));
    keeper.keep_roster(SERVER.to_owned(), &roster("ann", &[]));
    keeper.forget_person(SERVER.to_owned(), id("ann"));
    keeper.keep_roster(SERVER.to_owned(), &Roster::default());
    keeper.finish().await;
    assert!(keyring.entries().kept.is_empty());
}

#[tokio::test]
async fn whom_an_earlier_version_kept_stays_signed_in_and_is_taken_over_once_there_is_a_name() {
    let keyring = FakeKeyring::with(&[(Secret::OldToken, "r1"), (Secret::OldPin, "a hash")]);
    let (keeper, told) = keyring.opens().await;
    let here = told.people.here.expect("somebody is signed in");
    assert_eq!((here.token.0.as_str(), here.pin), ("r1", Some("a hash".to_owned().into())));
    assert_eq!((here.user.0.as_str(), here.name.0.as_str()), ("", ""));
    // A start without a server changes nothing.
    keeper.finish().await;
    assert_eq!(keyring.entries().kept.len(), 2);

    let (keeper, _) = keyring.opens().await;
    keeper.keep_person(SERVER.to_owned(), person("ann"));
    keeper.keep_roster(SERVER.to_owned(), &roster("ann", &[]));
    keeper.finish().await;
    assert_eq!(keyring.holds(&Secret::OldToken), None);
    assert_eq!(keyring.holds(&Secret::OldPin), None);
    let (_, told) = keyring.opens().await;
    assert_eq!(told.people, KeptPeople { here: Some(person("ann")), others: vec![] });
}

#[tokio::test]
async fn whoever_had_set_no_pin_has_none_afterwards() {
    let (_, told) = FakeKeyring::with(&[(Secret::OldToken, "r1")]).opens().await;
    assert_eq!(told.people.here.map(|here| here.pin), Some(None));
    let (_, told) = FakeKeyring::with(&[(Secret::OldPin, "a hash")]).opens().await;
    assert_eq!(told.people.here, None, "a PIN without a token is nobody");
}

#[tokio::test]
async fn what_a_crash_left_of_the_earlier_version_goes_with_the_next_change() {
    let ann = people::text_of(person("ann"));
    let all = people::text_of_all(&roster("ann", &[]));
    let keyring = FakeKeyring::with(&[
        (Secret::Person(id("ann")), &ann.0),
        (Secret::People, &all.0),
        (Secret::OldToken, "r0"),
        (Secret::OldPin, "a hash"),
    ]);
    let (keeper, told) = keyring.opens().await;
    assert_eq!(told.people.here, Some(person("ann")), "the newer one counts");
    keeper.keep_roster(SERVER.to_owned(), &roster("ann", &[]));
    keeper.finish().await;
    assert_eq!((keyring.holds(&Secret::OldToken), keyring.holds(&Secret::OldPin)), (None, None));
}

#[tokio::test]
async fn a_token_whose_pin_cannot_be_read_is_no_session_and_nothing_is_written_over_it() {
    for silent in [Secret::People, Secret::OldToken, Secret::OldPin] {
        let keyring = FakeKeyring::with(&[(Secret::OldToken, "r1"), (Secret::OldPin, "a hash")]);
        keyring.entries().silent = Some(silent.clone());
        let (keeper, told) = keyring.opens().await;
        assert_eq!((told.remembering, told.people), (Remembering::KeyringUnavailable, KeptPeople::default()));
        keeper.keep_roster(SERVER.to_owned(), &roster("ben", &[]));
        keeper.finish().await;
        assert_eq!(keyring.entries().kept.len(), 2, "{silent:?}");
    }
}

#[tokio::test]
async fn if_one_person_cannot_be_read_nobody_is_written_over() {
    let keyring = FakeKeyring::default();
    let (keeper, _) = keyring.opens().await;
    keeper.keep_person(SERVER.to_owned(), person("ann"));
    keeper.keep_person(SERVER.to_owned(), person("ben"));
    keeper.keep_roster(SERVER.to_owned(), &roster("ann", &["ben"]));
    keeper.finish().await;
    keyring.entries().silent = Some(Secret::Person(id("ben")));
    let (keeper, told) = keyring.opens().await;
    assert_eq!((told.remembering, told.people), (Remembering::KeyringUnavailable, KeptPeople::default()));
    keeper.keep_roster(SERVER.to_owned(), &Roster::default());
    keeper.finish().await;
    keyring.entries().silent = None;
    let (_, told) = keyring.opens().await;
    assert_eq!((told.people.here, told.people.others), (Some(person("ann")), vec![person("ben")]));
}

#[tokio::test]
async fn whoever_is_named_but_not_there_is_left_out() {
    let all = people::text_of_all(&roster("ann", &["ben", "cleo"]));
    let ben = people::text_of(person("ben"));
    let keyring = FakeKeyring::with(&[
        (Secret::People, &all.0),
        (Secret::Person(id("ben")), &ben.0),
        (Secret::Person(id("cleo")), "nonsense"),
    ]);
    let (_, told) = keyring.opens().await;
    assert_eq!((told.people.here, told.people.others), (None, vec![person("ben")]));
}

#[tokio::test]
async fn a_keyring_that_takes_nothing_is_told_and_the_earlier_version_is_left_alone() {
    let keyring = FakeKeyring::with(&[(Secret::OldToken, "r1")]);
    let (keeper, mut told) = keyring.opens().await;
    keyring.entries().takes_nothing = true;
    keeper.keep_person(SERVER.to_owned(), person("ann"));
    keeper.keep_roster(SERVER.to_owned(), &roster("ann", &[]));
    keeper.finish().await;
    assert!(matches!(told.later.recv().await, Some(Input::VaultFailed)));
    assert_eq!(keyring.holds(&Secret::OldToken).as_deref(), Some("r1"));
}
