/// Bodies as Prometheus posts them to an Alertmanager.
enum PrometheusBodies {
    private static let labels = #""labels":{"alertname":"Down","namespace":"shop","deployment":"orders","severity":"page"}"#

    /// One as Prometheus sends it: with a start, and an end some minutes ahead.
    private static func alert(from start: String = "07:59:00", to end: String) -> String {
        #"\#(labels),"annotations":{},"startsAt":"2026-11-21T\#(start)Z","endsAt":"2026-11-21T\#(end)Z","generatorURL":"http://p""#
    }

    static let cases: [Case] = [
        Case(
            "one that fires: its end is still to come", .prometheus(alert(to: "08:04:00")),
            rows: ["home/Down firing 07:59:00 ×1 page → workload:shop/orders"]),
        Case(
            "sent again every minute, its end always ahead",
            .prometheus(alert(to: "08:04:00")), .prometheus(alert(to: "08:05:00")).after(.seconds(60)),
            .prometheus(alert(to: "08:06:00")).after(.seconds(60)), rows: ["home/Down firing 07:59:00 ×3 page → workload:shop/orders"]),
        Case(
            "resolved, and sent so for a while",
            .prometheus(alert(to: "08:04:00")), .prometheus(alert(to: "08:01:00")).after(.seconds(60)),
            .prometheus(alert(to: "08:01:00")).after(.seconds(60)), .prometheus(alert(to: "08:01:00")).after(.seconds(60)),
            rows: ["home/Down resolved 07:59:00–08:01:00 ×4 page → workload:shop/orders"]),
        Case(
            "two replicas with starts of their own are one episode",
            .prometheus(alert(to: "08:04:00")), .prometheus(alert(from: "07:59:20", to: "08:04:20")).after(.seconds(20)),
            .prometheus(alert(to: "08:05:00")).after(.seconds(40)), rows: ["home/Down firing 07:59:00 ×3 page → workload:shop/orders"]),
        Case(
            "no times at all: it fires from now on, and goes on",
            .prometheus(labels), .prometheus(labels).after(.seconds(60)), rows: ["home/Down firing 08:00:00 ×2 page → workload:shop/orders"]),
        Case(
            "no start, and an end that is past: only its end is known",
            .prometheus(#"\#(labels),"endsAt":"2026-11-21T07:00:00Z""#), rows: ["home/Down resolved 07:00:00–07:00:00 ×1 page"]),
        Case(
            "no end: it fires", .prometheus(#"\#(labels),"startsAt":"2026-11-21T07:30:00Z""#),
            rows: ["home/Down firing 07:30:00 ×1 page → workload:shop/orders"]),
        Case(
            "the cluster is in the prefix of the path",
            .prometheus(alert(to: "08:04:00"), path: "/prometheus/west/api/v2/alerts"),
            rows: ["west/Down firing 07:59:00 ×1 page → workload:shop/orders"]),
        Case(
            "many alerts in one body",
            .prometheus(
                alert(to: "08:04:00"), #""labels":{"alertname":"NodeDown","node":"n1"},"startsAt":"2026-11-21T07:59:00Z""#,
                #""labels":{"alertname":"Watchdog"},"startsAt":"2026-11-21T07:58:00Z""#),
            rows: [
                "home/Down firing 07:59:00 ×1 page → workload:shop/orders", "home/NodeDown firing 07:59:00 ×1 - → node:n1",
                "home/Watchdog firing 07:58:00 ×1 - → alert:003b0a0f7d3fa569",
            ]),
        Case("none", .prometheus(), rows: []),
        Case("an object where the array should be", Delivery(path: "/api/v2/alerts", body: "{}").refused("body"), rows: []),
        Case("no labels", .prometheus(#""annotations":{}"#).refused("[0].labels"), rows: []),
        Case(
            "one without labels among others",
            .prometheus(#""annotations":{}"#, alert(to: "08:04:00"), #"\#(labels),"endsAt":"soon""#)
                .rejecting("[0].labels", "[2].endsAt"), rows: ["home/Down firing 07:59:00 ×1 page → workload:shop/orders"]),
        Case("a time that is none", .prometheus(#"\#(labels),"endsAt":"soon""#).refused("[0].endsAt"), rows: []),
    ]
}
