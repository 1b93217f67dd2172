// Opens the small window for incoming calls.

import "./style/tokens.css";
import "./style/base.css";
import { mount } from "svelte";
import { tauriBackend } from "./backend";
import { Desk } from "./desk.svelte";
import SmallWindow from "./features/incoming/SmallWindow.svelte";

const desk = new Desk(tauriBackend);
desk.follow();
mount(SmallWindow, { target: document.querySelector("#app")!, props: { desk } });
