/// Bodies of Alertmanager, version 4.
enum AlertmanagerBodies {
    private static let down = #""labels":{"alertname":"Down","namespace":"shop","deployment":"orders","severity":"critical"}"#
    private static let start = #""startsAt":"2026-11-21T07:42:39.578Z""#
    private static let firing = #"\#(down),"status":"firing",\#(start)"#

    static let cases: [Case] = [
        Case(
            "one that fires, with all that Alertmanager sends",
            Delivery(
                path: "/webhook/alertmanager",
                body: #"""
                    {"receiver":"whence","status":"firing","groupKey":"{}:{alertname=\"Down\"}","truncatedAlerts":0,"version":"4",
                     "groupLabels":{"alertname":"Down"},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://am:9093",
                     "notification_reason":"first_notification","alerts":[{"status":"firing",
                     "labels":{"alertname":"Down","namespace":"shop","deployment":"orders","severity":"critical"},
                     "annotations":{"summary":"down"},"startsAt":"2026-11-21T07:42:39.578Z","endsAt":"0001-01-01T00:00:00Z",
                     "generatorURL":"http://p/graph?g0.expr=up\u0026g0.tab=1","fingerprint":"a72b30e797259123"}]}
                    """#),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case(
            "the same again, and again from another replica",
            .alertmanager(firing), .alertmanager(firing).after(.seconds(300)), .alertmanager(firing).after(.seconds(1)),
            rows: ["home/Down firing 07:42:39 ×3 critical → workload:shop/orders"]),
        Case(
            "the same twice in one body", .alertmanager(firing, firing),
            rows: ["home/Down firing 07:42:39 ×2 critical → workload:shop/orders"]),
        Case(
            "it fires and ends in one body", .alertmanager(firing, #"\#(down),"status":"resolved",\#(start),"endsAt":"2026-11-21T07:50:00Z""#),
            rows: ["home/Down resolved 07:42:39–07:50:00 ×2 critical → workload:shop/orders"]),
        Case(
            "it fires, and is resolved later", .alertmanager(firing),
            .alertmanager(#"\#(down),"status":"resolved",\#(start),"endsAt":"2026-11-21T07:50:00Z""#, outer: #""status":"resolved""#)
                .after(.seconds(60)),
            rows: ["home/Down resolved 07:42:39–07:50:00 ×2 critical → workload:shop/orders"]),
        Case(
            "its end comes before its beginning, and stands",
            .alertmanager(#"\#(down),"status":"resolved",\#(start),"endsAt":"2026-11-21T07:50:00Z""#), .alertmanager(firing),
            rows: ["home/Down resolved 07:42:39–07:50:00 ×2 critical → workload:shop/orders"]),
        Case(
            "resolved without a word of when", .alertmanager(#"\#(down),"status":"resolved",\#(start)"#),
            rows: ["home/Down resolved 07:42:39–08:00:00 ×1 critical"]),
        Case(
            "an end before the start", .alertmanager(#"\#(down),"status":"resolved",\#(start),"endsAt":"2026-11-21T07:00:00Z""#),
            rows: ["home/Down resolved 07:42:39–07:42:39 ×1 critical"]),
        Case(
            "no status, and an end that is past", .alertmanager(#"\#(down),\#(start),"endsAt":"2026-11-21T07:50:00Z""#),
            rows: ["home/Down resolved 07:42:39–07:50:00 ×1 critical"]),
        Case(
            "no status, and an end that is still to come", .alertmanager(#"\#(down),\#(start),"endsAt":"2026-11-21T08:50:00Z""#),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case(
            "no status of its own, in a notification that is resolved", .alertmanager(#"\#(down),\#(start)"#, outer: #""status":"resolved""#),
            rows: ["home/Down resolved 07:42:39–08:00:00 ×1 critical"]),
        Case(
            "a status in capitals", .alertmanager(#"\#(down),"status":"FIRING",\#(start)"#, outer: #""status":"Firing""#),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case(
            "a firing and a resolved alert in one notification",
            .alertmanager(firing, #""labels":{"alertname":"Gone"},"status":"resolved",\#(start),"endsAt":"2026-11-21T07:59:00Z""#),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders", "home/Gone resolved 07:42:39–07:59:00 ×1 -"]),
        Case("no alerts at all", .alertmanager(), rows: []),
        Case(
            "alerts that were left out", .alertmanager(firing, outer: #""status":"firing","truncatedAlerts":1200"#),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case("a count that is no count", .alertmanager(firing, outer: #""truncatedAlerts":1e400"#).refused("truncatedAlerts"), rows: []),
        Case(
            "null for everything that may be missing",
            .alertmanager(
                #"\#(down),"status":null,"annotations":null,\#(start),"endsAt":null,"generatorURL":null,"fingerprint":null"#,
                outer: #""status":null,"receiver":null,"groupKey":null,"thread_ts":null,"truncatedAlerts":null"#),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case(
            "a cluster in the path, which outweighs the label",
            .alertmanager(#""labels":{"alertname":"Down","cluster":"label"},\#(start)"#, path: "/west%20%2F1"),
            rows: ["west /1/Down firing 07:42:39 ×1 - → alert:be6ec1b6ec85983c"]),
        Case(
            "a cluster in the label", .alertmanager(#""labels":{"alertname":"Down","node":"n1","cluster":"label"},\#(start)"#),
            rows: ["label/Down firing 07:42:39 ×1 - → node:n1"]),
        Case(
            "one alert of a node and one of two clusters",
            .alertmanager(
                #""labels":{"alertname":"NodeDown","node":"n1","cluster":"a"},\#(start)"#,
                #""labels":{"alertname":"NodeDown","node":"n1","cluster":"b"},\#(start)"#),
            rows: ["a/NodeDown firing 07:42:39 ×1 - → node:n1", "b/NodeDown firing 07:42:39 ×1 - → node:n1"]),
        Case(
            "neither namespace nor node, but a group",
            .alertmanager(#""labels":{"alertname":"Watch"},\#(start)"#, outer: #""groupKey":"{}:{a=\"b\"}""#),
            rows: [#"home/Watch firing 07:42:39 ×1 - → group:{}:{a="b"}"#]),
        Case(
            "a severity that nobody knows",
            .alertmanager(#""labels":{"alertname":"Odd","node":"n1","severity":"Sev-5 (?)"},\#(start)"#),
            rows: ["home/Odd firing 07:42:39 ×1 Sev-5 (?) → node:n1"]),
        Case(
            "names in many scripts, and escapes",
            .alertmanager(#""labels":{"alertname":"Übergröße \u65e5\u672c \ud83d\ude00","namespace":"a\"b\\c","deployment":"d\u0000e\n"},\#(start)"#),
            rows: ["home/Übergröße 日本 😀 firing 07:42:39 ×1 - → workload:a\"b\\c/d\u{FFFD}e\n"]),
        Case(
            "a start with an offset, and digits past the microsecond",
            .alertmanager(#"\#(down),"startsAt":"2026-11-21T09:42:39.578999999+02:00""#),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case(
            "a start of zero is none: it starts when it comes", .alertmanager(#"\#(down),"startsAt":"0001-01-01T00:00:00Z""#),
            rows: ["home/Down firing 08:00:00 ×1 critical → workload:shop/orders"]),
        Case(
            "an empty annotation, an empty fingerprint", .alertmanager(#"\#(firing),"annotations":{"summary":""},"fingerprint":"""#),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case(
            "one name twice: the last one counts",
            .alertmanager(#""labels":{"alertname":"First","alertname":"Last","node":"n1"},\#(start)"#),
            rows: ["home/Last firing 07:42:39 ×1 - → node:n1"]),
        Case(
            "one alert of three is broken, and its neighbours are taken",
            .alertmanager(firing, down, #""labels":{"alertname":"Gone"},"status":"resolved",\#(start)"#).rejecting("alerts[1].startsAt"),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders", "home/Gone resolved 07:42:39–08:00:00 ×1 -"]),
        Case(
            "each in its own way broken but the last",
            .alertmanager(
                #""labels":{"a":"\#(String(repeating: "x", count: 40_000))"},\#(start)"#, #""labels":{"a":[{"b":"}"}]},\#(start)"#,
                #""labels":{},\#(start)"#, #"\#(down),"status":"suppressed",\#(start)"#, #"\#(down),"startsAt":7"#, firing
            ).rejecting("alerts[0].labels.a", "alerts[1].labels.a", "alerts[2].labels", "alerts[3].status", "alerts[4].startsAt"),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case(
            "more labels than an alert may have, and a neighbour",
            .alertmanager(#""labels":{\#((0..<2000).map { "\"l\($0)\":\"\"" }.joined(separator: ","))},\#(start)"#, firing)
                .rejecting("alerts[0].labels"),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case(
            "something else than an alert among alerts",
            Delivery(path: "/webhook/alertmanager", body: #"{"version":"4","alerts":[null,{\#(firing)},7,[{}]]}"#)
                .rejecting("alerts[0]", "alerts[2]", "alerts[3]"),
            rows: ["home/Down firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case(
            "a body that breaks off after a broken alert",
            Delivery(path: "/webhook/alertmanager", body: #"{"version":"4","alerts":[{\#(firing)},{\#(down)},{"#).refused("alerts[2]"), rows: []),
        Case("a label that isn't a text", .alertmanager(#""labels":{"alertname":"A","n":1},\#(start)"#).refused("alerts[0].labels.n"), rows: []),
        Case("no labels", .alertmanager(#""labels":{},\#(start)"#).refused("alerts[0].labels"), rows: []),
        Case("another version", Delivery(path: "/webhook/alertmanager", body: #"{"version":"5","alerts":[]}"#).refused("version"), rows: []),
        Case("a body that breaks off", Delivery(path: "/webhook/alertmanager", body: #"{"version":"4","alerts":[{"#).refused("alerts[0]"), rows: []),
        Case("not JSON", Delivery(path: "/webhook/alertmanager", body: "alert!").refused("body"), rows: []),
    ]
}
