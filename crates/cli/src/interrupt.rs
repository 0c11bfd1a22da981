//! Ctrl-C: work that can be undone is asked to stop; a second Ctrl-C ends the program at once.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static STOPPABLE: AtomicU8 = AtomicU8::new(0);

/// Exit code of a program that was interrupted, as shells expect it.
pub(crate) const EXIT_CODE: u8 = 130;

pub(crate) fn install() {
    let installed = ctrlc::set_handler(|| {
        let again = INTERRUPTED.swap(true, Ordering::SeqCst);
        if again || STOPPABLE.load(Ordering::SeqCst) == 0 {
            std::process::exit(i32::from(EXIT_CODE));
        }
    });
    // Without a handler Ctrl-C ends the program at once, and the store sweeps on the next open.
    drop(installed);
}

/// While it lives, Ctrl-C only sets a flag that [`interrupted`] reads.
pub(crate) struct Stoppable(());

pub(crate) fn stoppable() -> Stoppable {
    STOPPABLE.fetch_add(1, Ordering::SeqCst);
    Stoppable(())
}

impl Drop for Stoppable {
    fn drop(&mut self) {
        STOPPABLE.fetch_sub(1, Ordering::SeqCst);
    }
}

pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}
