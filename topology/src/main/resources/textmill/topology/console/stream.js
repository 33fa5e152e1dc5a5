// Server-sent events: one connection a tab, none while the tab is hidden, and again after every break.

const LONGEST_PAUSE = 8000;

export class Stream {
  constructor(onStatus) {
    this.onStatus = onStatus;
    this.source = null;
    this.wanted = [];
    this.handlers = {};
    this.pause = 500;
    this.timer = 0;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.stop("paused") : this.open()));
  }

  /** Listens to these events from now on; `hello` comes whenever a connection is there. */
  listen(handlers) {
    this.handlers = handlers;
    this.wanted = Object.keys(handlers).filter((name) => name !== "hello");
    this.open();
  }

  open() {
    this.stop("connecting");
    if (document.hidden) return;
    const source = new EventSource(`api/events?want=${this.wanted.join(",")}`);
    this.source = source;
    source.addEventListener("hello", () => {
      this.pause = 500;
      this.onStatus("live");
      this.handlers.hello?.();
    });
    for (const name of this.wanted) {
      source.addEventListener(name, (event) => {
        if (source === this.source) this.handlers[name](JSON.parse(event.data));
      });
    }
    source.addEventListener("error", () => {
      if (source !== this.source) return;
      this.stop("disconnected");
      this.timer = setTimeout(() => this.open(), this.pause);
      this.pause = Math.min(LONGEST_PAUSE, this.pause * 2);
    });
  }

  stop(status) {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    this.onStatus(status);
  }
}
