//! A watch with a clock that is moved by hand and an Amazon on paper.

use std::collections::BTreeMap;
use std::time::Duration;

use roomline_signaling::call::UnitId;
use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::rest::{EchoState, UnitEcho};

use super::super::question::{Answer, FoundEcho, FoundProfile, FoundUnit, Question};
use super::super::{Action, Drift, GAP, Input, Memory, Property, Room, Watch};

pub(super) const EVERY: Duration = Duration::from_secs(60);
/// How long an answer takes.
const TAKES: Duration = Duration::from_millis(50);
const PER_PAGE: usize = 10;

pub(super) struct Bench {
    pub(super) now: WallTime,
    pub(super) watch: Watch,
    pub(super) amazon: Amazon,
    pub(super) asked: Vec<(WallTime, Question)>,
    pub(super) told: Vec<(WallTime, Vec<UnitEcho>)>,
    pub(super) rounds: Vec<WallTime>,
    pub(super) learned: Vec<(UnitId, String)>,
    pub(super) drift: Vec<Vec<Drift>>,
}

/// What Amazon has, and in which mood she is.
#[derive(Default)]
pub(super) struct Amazon {
    /// The Echos of each unit.
    pub(super) echos: BTreeMap<String, Vec<EchoState>>,
    pub(super) names: BTreeMap<String, String>,
    /// Whose profile it is, and its name.
    pub(super) profiles: BTreeMap<String, (String, String)>,
    /// Whether the list says who can be reached.
    pub(super) silent_list: bool,
    /// Said instead of anything else.
    pub(super) mood: Option<fn(&Question) -> Option<Answer>>,
}

pub(super) fn id(room: usize) -> UnitId {
    UnitId::new(format!("room-{room}")).expect("an id")
}

pub(super) fn unit(room: usize) -> String {
    format!("unit-{room:05}")
}

pub(super) fn room(number: usize) -> Room {
    Room { unit: Some(unit(number)), profile: None, profile_name: None }
}

pub(super) const fn start() -> WallTime {
    WallTime::from_millis(1_795_435_200_000)
}

impl Bench {
    /// So many rooms, an Echo online in each.
    pub(super) fn new(rooms: usize) -> Self {
        Self::with(rooms, Memory { look_at: Some(start()), ..Memory::default() })
    }

    pub(super) fn with(rooms: usize, memory: Memory) -> Self {
        let mut bench = Self {
            now: start(),
            watch: Watch::new(start(), EVERY, memory),
            amazon: Amazon::default(),
            asked: Vec::new(),
            told: Vec::new(),
            rounds: Vec::new(),
            learned: Vec::new(),
            drift: Vec::new(),
        };
        bench.amazon.echos = (0..rooms).map(|room| (unit(room), vec![EchoState::Online])).collect();
        let rooms = (0..rooms).map(|number| (id(number), room(number))).collect();
        bench.property(Property { root: None, rooms });
        bench
    }

    pub(super) fn property(&mut self, property: Property) {
        self.watch.handle_input(self.now, Input::Property(property));
    }

    pub(super) fn run_for(&mut self, time: Duration) {
        let end = self.now + time;
        self.drain();
        while let Some(at) = self.watch.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.watch.handle_timeout(self.now);
            self.drain();
        }
        self.now = self.now.max(end);
    }

    fn drain(&mut self) {
        while let Some(action) = self.watch.poll_action() {
            match action {
                Action::Ask(question) => {
                    let answer = self.amazon.answer(&question);
                    self.asked.push((self.now, question));
                    self.now = self.now + TAKES;
                    self.watch.handle_input(self.now, Input::Answer(answer));
                }
                Action::Tell(news) => self.told.push((self.now, news)),
                Action::RoundDone(at) => self.rounds.push(at),
                Action::Learned(room, unit) => self.learned.push((room, unit)),
                Action::Drift(_, drift) => self.drift.push(drift),
            }
        }
    }

    /// The newest that was told of a room.
    pub(super) fn last_told(&self, room: usize) -> Option<&UnitEcho> {
        self.told.iter().rev().flat_map(|(_, news)| news).find(|news| news.unit_id == id(room))
    }

    pub(super) fn state(&self, room: usize) -> Option<EchoState> {
        self.last_told(room).map(|news| news.echo)
    }

    pub(super) fn forget(&mut self) {
        self.asked.clear();
        self.told.clear();
        self.rounds.clear();
    }

    /// The shortest time between two questions.
    pub(super) fn shortest_gap(&self) -> Duration {
        let gaps = self.asked.windows(2).map(|two| two[0].0.until(two[1].0));
        gaps.min().expect("two questions")
    }

    pub(super) fn keeps_its_pace(&self) {
        assert!(self.shortest_gap() >= GAP, "{:?}", self.shortest_gap());
    }
}

impl Amazon {
    pub(super) fn put(&mut self, room: usize, echos: &[EchoState]) {
        self.echos.insert(unit(room), echos.to_vec());
    }

    pub(super) fn all(&mut self, state: EchoState) {
        self.echos.values_mut().for_each(|echos| *echos = vec![state]);
    }

    fn answer(&self, question: &Question) -> Answer {
        if let Some(answer) = self.mood.and_then(|mood| mood(question)) {
            return answer;
        }
        match question {
            Question::Echos { units, page } => {
                assert!(units.len() <= 100, "{} units at once", units.len());
                if units.iter().any(|unit| !self.echos.contains_key(unit)) {
                    return Answer::Refused;
                }
                let echos = units.iter().flat_map(|unit| {
                    self.echos[unit].iter().enumerate().map(move |(number, state)| FoundEcho {
                        endpoint: format!("{unit}/{number}"),
                        units: vec![unit.clone()],
                        state: Some(*state).filter(|_| !self.silent_list),
                    })
                });
                let (found, next) = cut(echos.collect(), page.as_ref(), PER_PAGE);
                Answer::Echos { found, next }
            }
            Question::Reach { endpoint } => {
                let (unit, number) = endpoint.split_once('/').expect("an endpoint of ours");
                Answer::Reach(self.echos[unit][number.parse::<usize>().expect("a number")])
            }
            Question::Units { page, .. } => {
                let unit = |(id, name): (&String, &String)| FoundUnit {
                    id: id.clone(),
                    parent: id.starts_with("unit-").then(|| "floor".to_owned()),
                    name: Some(name.clone()),
                };
                let (found, next) = cut(self.names.iter().map(unit).collect(), page.as_ref(), 50);
                Answer::Units { found, next }
            }
            Question::Profile { id } => Answer::Profile(
                self.profiles.get(id).map(|(unit, name)| FoundProfile { unit: unit.clone(), name: Some(name.clone()) }),
            ),
        }
    }
}

fn cut<T>(all: Vec<T>, page: Option<&String>, per_page: usize) -> (Vec<T>, Option<String>) {
    let begin = page.map_or(0, |page| page.parse().expect("a page of ours"));
    let next = (all.len() > begin + per_page).then(|| (begin + per_page).to_string());
    (all.into_iter().skip(begin).take(per_page).collect(), next)
}
