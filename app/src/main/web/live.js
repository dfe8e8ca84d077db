// The event stream of the tracker, opened anew when it breaks.

const KINDS = ['hello', 'counts', 'hosting', 'swarm', 'message', 'missed'];

const FIRST_WAIT_MILLIS = 1000;
const LONGEST_WAIT_MILLIS = 15000;

export class Live {
  /**
   * @param onEvent hears (kind, data)
   * @param onState hears whether the stream is open
   */
  constructor(onEvent, onState) {
    this.onEvent = onEvent;
    this.onState = onState;
    this.wait = FIRST_WAIT_MILLIS;
    this.open();
    // A page in the back of the browser's cache must not keep a connection.
    addEventListener('pagehide', () => this.source?.close());
    addEventListener('pageshow', (e) => e.persisted && this.open());
  }

  open() {
    this.source?.close();
    const source = new EventSource('/api/v1/events');
    this.source = source;
    for (const kind of KINDS) {
      source.addEventListener(kind, (e) => {
        if (kind === 'hello') {
          this.wait = FIRST_WAIT_MILLIS;
          this.onState(true);
        }
        this.onEvent(kind, JSON.parse(e.data));
      });
    }
    source.onerror = () => {
      if (source !== this.source) return;
      source.close();
      this.onState(false);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(LONGEST_WAIT_MILLIS, this.wait * 2);
    };
  }
}
