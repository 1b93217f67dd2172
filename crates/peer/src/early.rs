//! Sockets that lose nothing of DTLS while ICE has no path yet, and lose no time once it has one.
//!
//! The stack drops every DTLS packet that comes before it has chosen a path. A far end that opens the handshake may send its
//! first packet as soon as *its* checks succeed (Chromium does), and then waits for its own retransmission: 50 ms, then twice
//! as long each time. And when the stack opens the handshake itself, its first packet lies ready after the choice until
//! anything else wakes the driver. So early DTLS packets are held back here, and handed over when the path is found; an
//! empty datagram, which the driver passes over, wakes it in any case.
//!
//! Source: RFC 7983 §7 (the first byte tells DTLS, 20..=63, from STUN, TURN channels and SRTP).

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::io::{self, IoSliceMut};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use roomline_priority::raise_this_thread;
use webrtc::runtime::{
    AsyncInterval, AsyncTcpListener, AsyncTcpStream, AsyncUdpSocket, JoinHandle, RecvMeta, Runtime, Transmit,
};

/// A handshake's first flight is one packet or two; a far end that repeats it for long does not fill the memory.
const HELD_AT_MOST: usize = 8;

/// Whether ICE has found a path, and who waits for that.
#[derive(Debug, Default)]
pub(crate) struct PathFound {
    found: AtomicBool,
    waiting: Mutex<Vec<Waker>>,
}

impl PathFound {
    /// ICE has a path: whatever was held back may pass.
    pub(crate) fn found(&self) {
        self.found.store(true, Ordering::SeqCst);
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        waiting.into_iter().for_each(Waker::wake);
    }

    fn is_found(&self) -> bool {
        self.found.load(Ordering::SeqCst)
    }

    fn wait(&self, waker: &Waker) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.iter().any(|known| known.will_wake(waker)) {
            waiting.push(waker.clone());
        }
    }
}

/// The runtime that it is given, with such sockets, and a thread for the network that goes before others.
pub(crate) struct PatientRuntime {
    runtime: Arc<dyn Runtime>,
    path: Arc<PathFound>,
}

impl PatientRuntime {
    pub(crate) fn new(runtime: Arc<dyn Runtime>, path: Arc<PathFound>) -> Self {
        Self { runtime, path }
    }
}

impl fmt::Debug for PatientRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PatientRuntime({})", self.runtime.name())
    }
}

/// See the module.
#[derive(Debug)]
struct PatientSocket {
    socket: Arc<dyn AsyncUdpSocket>,
    path: Arc<PathFound>,
    held: Mutex<VecDeque<(RecvMeta, Vec<u8>)>>,
    /// The path is found and nothing is held any more.
    is_through: AtomicBool,
}

impl PatientSocket {
    fn held(&self) -> MutexGuard<'_, VecDeque<(RecvMeta, Vec<u8>)>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next packet that was held back; after the last one, once, the empty datagram.
    fn hand_over(&self, bufs: &mut [IoSliceMut<'_>], meta: &mut [RecvMeta]) -> io::Result<usize> {
        let (Some(buf), Some(meta)) = (bufs.first_mut(), meta.first_mut()) else { return Ok(0) };
        let (about, packet) = match self.held().pop_front() {
            Some(held) => held,
            None => {
                self.is_through.store(true, Ordering::SeqCst);
                let mut empty = RecvMeta::default();
                (empty.addr, empty.len, empty.stride) = (self.socket.local_addr()?, 0, 1);
                (empty, Vec::new())
            }
        };
        *meta = about;
        buf[..packet.len()].copy_from_slice(&packet);
        Ok(1)
    }

    /// Takes a packet aside if it is of DTLS.
    fn hold(&self, bufs: &[IoSliceMut<'_>], meta: &[RecvMeta]) -> bool {
        let (Some(buf), Some(meta)) = (bufs.first(), meta.first()) else { return false };
        let is_dtls = meta.len > 0 && buf.first().is_some_and(|first| (20..=63).contains(first));
        if is_dtls {
            let mut held = self.held();
            if held.len() < HELD_AT_MOST {
                held.push_back((*meta, buf[..meta.len].to_vec()));
            }
        }
        is_dtls
    }
}

impl AsyncUdpSocket for PatientSocket {
    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    fn poll_send(&self, cx: &mut Context<'_>, transmit: &Transmit<'_>) -> Poll<io::Result<usize>> {
        self.socket.poll_send(cx, transmit)
    }

    fn poll_recv(
        &self,
        cx: &mut Context<'_>,
        bufs: &mut [IoSliceMut<'_>],
        meta: &mut [RecvMeta],
    ) -> Poll<io::Result<usize>> {
        if self.is_through.load(Ordering::SeqCst) {
            return self.socket.poll_recv(cx, bufs, meta);
        }
        loop {
            if self.path.is_found() {
                return Poll::Ready(self.hand_over(bufs, meta));
            }
            match self.socket.poll_recv(cx, bufs, meta) {
                Poll::Ready(Ok(1)) if self.hold(bufs, meta) => {}
                Poll::Ready(other) => return Poll::Ready(other),
                Poll::Pending => {
                    self.path.wait(cx.waker());
                    // It may have been found between the look and the wait.
                    if !self.path.is_found() {
                        return Poll::Pending;
                    }
                }
            }
        }
    }

    fn max_gso_segments(&self) -> usize {
        self.socket.max_gso_segments()
    }

    fn max_gro_segments(&self) -> usize {
        self.socket.max_gro_segments()
    }
}

impl Runtime for PatientRuntime {
    fn spawn(&self, future: Pin<Box<dyn Future<Output = ()> + Send>>) -> Box<dyn JoinHandle> {
        self.runtime.spawn(future)
    }

    fn spawn_reactor(&self, threads: usize, future: Pin<Box<dyn Future<Output = ()> + Send>>) -> Box<dyn JoinHandle> {
        let future = async {
            raise_this_thread();
            future.await;
        };
        self.runtime.spawn_reactor(threads, Box::pin(future))
    }

    fn wrap_udp_socket(&self, socket: UdpSocket) -> io::Result<Arc<dyn AsyncUdpSocket>> {
        let socket = self.runtime.wrap_udp_socket(socket)?;
        let (path, is_through) = (Arc::clone(&self.path), AtomicBool::new(self.path.is_found()));
        Ok(Arc::new(PatientSocket { socket, path, held: Mutex::default(), is_through }))
    }

    fn wrap_tcp_listener(&self, listener: TcpListener) -> io::Result<Arc<dyn AsyncTcpListener>> {
        self.runtime.wrap_tcp_listener(listener)
    }

    fn connect_tcp<'a>(
        &'a self,
        remote_addr: SocketAddr,
    ) -> Pin<Box<dyn Future<Output = io::Result<Arc<dyn AsyncTcpStream>>> + Send + 'a>> {
        self.runtime.connect_tcp(remote_addr)
    }

    fn resolve_host<'a>(
        &'a self,
        host: &'a str,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>> {
        self.runtime.resolve_host(host)
    }

    fn now(&self) -> Instant {
        self.runtime.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        self.runtime.sleep(duration)
    }

    fn interval(&self, period: Duration) -> Box<dyn AsyncInterval> {
        self.runtime.interval(period)
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        self.runtime.block_on(future);
    }

    fn yield_now(&self) -> Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        self.runtime.yield_now()
    }

    fn name(&self) -> &'static str {
        self.runtime.name()
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    const HELLO: &[u8] = &[22, 254, 253, 1];
    const CHECK: &[u8] = &[0, 1, 0, 0];

    /// A socket on loopback and one that sends to it.
    fn sockets(path: &Arc<PathFound>) -> (Arc<dyn AsyncUdpSocket>, UdpSocket) {
        let runtime = webrtc::runtime::default_runtime().expect("tokio");
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        socket.set_nonblocking(true).expect("a socket");
        let far = UdpSocket::bind("127.0.0.1:0").expect("a port");
        far.connect(socket.local_addr().expect("an address")).expect("loopback");
        (PatientRuntime::new(runtime, Arc::clone(path)).wrap_udp_socket(socket).expect("tokio"), far)
    }

    async fn receive(socket: &Arc<dyn AsyncUdpSocket>) -> Vec<u8> {
        let (mut buf, mut meta) = ([0; 64], [RecvMeta::default()]);
        let count = poll_fn(|cx| socket.poll_recv(cx, &mut [IoSliceMut::new(&mut buf)], &mut meta)).await;
        assert_eq!(count.expect("a datagram"), 1);
        assert!(meta[0].stride > 0);
        buf[..meta[0].len].to_vec()
    }

    #[tokio::test]
    async fn dtls_waits_for_the_path_and_checks_do_not() {
        let path = Arc::new(PathFound::default());
        let (socket, far) = sockets(&path);
        far.send(HELLO).expect("sent");
        far.send(CHECK).expect("sent");
        assert_eq!(receive(&socket).await, CHECK);
        path.found();
        assert_eq!(receive(&socket).await, HELLO);
        assert_eq!(receive(&socket).await, b"", "then the driver is woken once");
        far.send(HELLO).expect("sent");
        assert_eq!(receive(&socket).await, HELLO, "from now on nothing is held");
    }

    #[tokio::test]
    async fn a_reader_that_waits_is_woken_when_the_path_is_found() {
        let path = Arc::new(PathFound::default());
        let (socket, _far) = sockets(&path);
        let (found, reading) = tokio::join!(async { path.found() }, receive(&socket));
        assert_eq!(((), reading), (found, Vec::new()));
    }

    #[tokio::test]
    async fn a_far_end_that_repeats_itself_fills_no_memory() {
        let path = Arc::new(PathFound::default());
        let (socket, far) = sockets(&path);
        for number in 0..20 {
            far.send(&[22, number]).expect("sent");
        }
        far.send(CHECK).expect("sent");
        assert_eq!(receive(&socket).await, CHECK);
        path.found();
        for number in 0..8 {
            assert_eq!(receive(&socket).await, [22, number]);
        }
        assert_eq!(receive(&socket).await, b"");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn packets_go_before_other_work() {
        let nice = || rustix::process::getpriority_process(None).expect("a nice value");
        let raised = std::thread::spawn(move || {
            raise_this_thread();
            nice()
        });
        let (tell, told) = tokio::sync::oneshot::channel();
        let runtime = webrtc::runtime::default_runtime().expect("tokio");
        let telling = async move { tell.send(nice()).expect("the test waits") };
        let _task = PatientRuntime::new(runtime, Arc::default()).spawn_reactor(1, Box::pin(telling));
        assert_eq!(told.await.expect("it ran"), raised.join().expect("no panic"));
    }
}
