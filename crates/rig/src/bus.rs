//! A session bus with nothing on it: no service starts unless a test starts it.

use std::process::Command;

use crate::tools::tool;
use crate::wait::START;
use crate::{Folder, Process, wait};

/// Without service folders, or the bus would start the machine's own keyring and notification services.
const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A D-Bus session bus.
#[derive(Debug)]
pub struct Bus {
    address: String,
    _daemon: Process,
}

impl Bus {
    /// Starts the bus.
    ///
    /// # Errors
    /// When dbus-daemon is missing or does not come up.
    pub fn start(folder: &Folder) -> anyhow::Result<Self> {
        let config = folder.path().join("bus.conf");
        std::fs::write(&config, CONFIG.replace("SOCKET", &folder.path().join("bus").to_string_lossy()))?;
        let mut daemon = Command::new(tool("dbus-daemon", "dbus")?);
        daemon.args(["--nofork", "--nopidfile", "--print-address=1", "--config-file"]).arg(config);
        let mut daemon = Process::start("dbus-daemon", daemon, folder.path())?;
        let address = daemon.wait_until("the address of the bus", START, |daemon| {
            Ok(daemon.output().strip_suffix('\n').map(str::to_owned))
        })?;
        Ok(Self { address, _daemon: daemon })
    }

    /// What a program needs to find the bus.
    #[must_use]
    pub fn env(&self) -> Vec<(String, String)> {
        vec![("DBUS_SESSION_BUS_ADDRESS".into(), self.address.clone())]
    }

    /// A connection to the bus.
    pub(crate) fn connect(&self) -> anyhow::Result<zbus::blocking::Connection> {
        Ok(zbus::blocking::connection::Builder::address(self.address.as_str())?.build()?)
    }

    /// Waits until somebody offers the service `name`.
    pub(crate) fn wait_for_service(&self, name: &'static str) -> anyhow::Result<()> {
        let bus = zbus::blocking::fdo::DBusProxy::new(&self.connect()?)?;
        wait::until(&format!("the service {name}"), START, || Ok(bus.name_has_owner(name.try_into()?)?.then_some(())))
    }
}
