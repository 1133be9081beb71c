//! How long something is waited for.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use yew::platform::time::sleep;

/// What comes of something, if that is not too late.
pub async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut late) = (pin!(future), pin!(sleep(limit)));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Pending => late.as_mut().poll(context).map(|()| None),
        Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
    })
    .await
}
