/// Bodies of senders whose format is configured.
enum GenericBodies {
    /// As it stands in the documentation.
    static let configuration = #"""
        uptime:
          alerts: $.checks
          labels:
            alertname: check
            namespace: tags.namespace
            deployment: tags["app.kubernetes.io/name"]
            severity: {path: priority, words: {P1: critical, P2: warning}, default: info}
            region: $.region
            team: {value: platform}
          annotations:
            summary: message
          status: {path: state, firing: [down, degraded], resolved: up}
          startsAt: since
          endsAt: until
          fingerprint: id
          generatorURL: link
        events:
          labels: {"*": labels, alertname: {path: title, default: Event}}
          annotations: {"*": "@.details"}
          status: {path: type, firing: [trigger, 1], resolved: [resolve, 0], default: firing}
          startsAt: at
        """#

    static let cases: [Case] = [
        Case(
            "a list somewhere in the body, words of the sender's own, a time in seconds",
            .generic(
                "uptime",
                #"{"region":"eu","checks":[{"id":42,"check":"Orders","state":"DOWN","since":1795246959,"priority":"p1","tags":{"namespace":"shop","app.kubernetes.io/name":"orders"}}]}"#
            ), rows: ["home/Orders firing 07:42:39 ×1 critical → workload:shop/orders"]),
        Case(
            "it ends: the time is in milliseconds",
            .generic("uptime", #"{"checks":[{"id":42,"check":"Orders","state":"down","since":1795246959578,"tags":{"namespace":"n"}}]}"#),
            .generic("uptime", #"{"checks":[{"id":42,"check":"Orders","state":"up","since":"1795246959578","until":1795248000000}]}"#)
                .after(.seconds(1)), rows: ["home/Orders resolved 07:42:39–08:00:00 ×2 info → alert:42"]),
        Case(
            "a word that isn't in the table",
            .generic("uptime", #"{"checks":[{"check":"A","state":"paused"}]}"#).refused("checks[0].state"), rows: []),
        Case(
            "a word that isn't in the table, and one that is",
            .generic("uptime", #"{"checks":[{"check":"A","state":"paused"},1,{"check":"B","state":"down","tags":{"namespace":"n"}}]}"#)
                .rejecting("checks[0].state", "checks[1]"), rows: ["home/B firing 08:00:00 ×1 info → alert:c7766fce7395d0ac"]),
        Case("no word", .generic("uptime", #"{"checks":[{"check":"A"}]}"#).refused("checks[0].state"), rows: []),
        Case(
            "a time that is none",
            .generic("uptime", #"{"checks":[{"check":"A","state":"up","since":"yesterday"}]}"#).refused("checks[0].since"), rows: []),
        Case(
            "a number that no clock shows",
            .generic("uptime", #"{"checks":[{"check":"A","state":"up","since":1e300}]}"#).refused("checks[0].since"), rows: []),
        Case(
            "an object where a text should be",
            .generic("uptime", #"{"checks":[{"check":{"a":1},"state":"up"}]}"#).refused("checks[0].check"), rows: []),
        Case("no list", .generic("uptime", #"{"region":"eu"}"#).refused("checks"), rows: []),
        Case("a list of numbers", .generic("uptime", #"{"checks":[1]}"#).refused("checks[0]"), rows: []),
        Case(
            "the body is the alert, and all its labels are taken",
            .generic("events", #"{"type":1,"at":"2026-11-21T07:00:00Z","labels":{"node":"n1","n":7,"tags":["a","b"],"deep":{"x":1}},"details":{}}"#),
            rows: ["home/Event firing 07:00:00 ×1 - → node:n1"]),
        Case(
            "the body is an array of alerts, and its cluster is in the path",
            .generic(
                "events", #"[{"type":"resolve","title":"A","at":"2026-11-21T07:00:00Z"},{"title":"B","labels":{"node":"n1"},"at":null}]"#,
                path: "/west"),
            rows: ["west/A resolved 07:00:00–08:00:00 ×1 -", "west/B firing 08:00:00 ×1 - → node:n1"]),
        Case("labels that are none", .generic("events", #"{"type":1,"labels":[]}"#).refused("labels"), rows: []),
    ]
}
