// Opens the main window.

import "./style/tokens.css";
import "./style/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { tauriBackend } from "./backend";
import { Desk } from "./desk.svelte";
import { tellLanguage } from "./spoken.svelte";

const desk = new Desk(tauriBackend);
desk.follow();
tellLanguage(tauriBackend.commands);
mount(App, { target: document.querySelector("#app")!, props: { desk } });
