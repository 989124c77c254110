package import Telemetry

/// Who listens to events, and whom that was refused.
package struct EventMetrics: Sendable {
    let listeners: Gauge
    let published: Counter
    let refused: Counter
    let cutOff: Counter

    package init(registry: MetricsRegistry) {
        listeners = registry.gauge("whence_event_listeners", help: "Streams of events that are open.")
        published = registry.counter("whence_events_published_total", help: "Events handed to whoever listens, counted once each.")
        refused = registry.counter("whence_event_listeners_refused_total", help: "Streams refused because there were as many as may be.")
        cutOff = registry.counter("whence_event_listeners_cut_off_total", help: "Streams ended because their client took nothing.")
    }
}
