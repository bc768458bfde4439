//! Threads that read answers: digests, archive records, one parse of each page.
//!
//! A fixed pool, one thread for each core, and not the runtime's blocking threads: those take
//! turns by the dozen, and every turn finds the allocator's and the processor's caches cold, which
//! was measured to cost as much again as the parse itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

type Job = Box<dyn FnOnce() + Send>;

/// The pool. Its threads end when it is dropped.
#[derive(Debug)]
pub struct Parsers {
    jobs: Sender<Job>,
}

impl Parsers {
    /// A pool of `threads` threads.
    pub fn start(threads: usize) -> std::io::Result<Self> {
        let (jobs, queue) = channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        for number in 0..threads {
            let queue = Arc::clone(&queue);
            std::thread::Builder::new()
                .name(format!("parser-{number}"))
                .spawn(move || work_off(&queue))?;
        }
        Ok(Self { jobs })
    }

    /// Runs `work` on the pool. `None` when it panicked: the fault of one page must not end the
    /// crawl.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move || {
            if let Ok(done) = catch_unwind(AssertUnwindSafe(work)) {
                // The task that waited may have been dropped when the crawl was stopped.
                let _ = sender.send(done);
            }
        });
        self.jobs.send(job).ok()?;
        receiver.await.ok()
    }
}

fn work_off(queue: &Mutex<Receiver<Job>>) {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(),
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Parsers;

    #[tokio::test]
    async fn a_panic_spoils_one_job_only() {
        let pool = Parsers::start(1).unwrap();
        assert_eq!(
            pool.run(|| -> u8 { panic!("a page that nobody expected") })
                .await,
            None
        );
        assert_eq!(pool.run(|| 7).await, Some(7));
    }
}
