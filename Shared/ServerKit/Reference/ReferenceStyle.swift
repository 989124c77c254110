import Crypto
import FoundationEssentials

/// How the page of the API looks: a column of contents beside the text, below it on a phone; both colour schemes.
enum ReferenceStyle {
    /// Lets this one style through by its hash, and nothing else: no script, no frame, no foreign address.
    static let policy: String = {
        let hash = Data(SHA256.hash(data: Data(text.description.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(hash)'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }()

    static let text: StaticString = """
        :root { --ground: #fbfbfa; --text: #1c1e21; --muted: #5f6670; --line: #e1e4e8; --link: #0b57d0; --code: #f0f1f3; --get: #1b6e3c; --post: #0b57d0; --other: #8a6100; }
        @media (prefers-color-scheme: dark) { :root { --ground: #15171a; --text: #e7e9ec; --muted: #9aa2ad; --line: #32373e; --link: #8ab4f8; --code: #262a30; --get: #79c995; --post: #8ab4f8; --other: #e3bd5b; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; display: grid; grid-template-columns: 21rem minmax(0, 1fr); }
        nav { position: sticky; top: 0; height: 100vh; overflow: auto; border-right: 1px solid var(--line); padding: 1rem; font-size: .85rem; }
        nav ul { list-style: none; margin: 0; padding: 0; }
        nav li { margin: .15rem 0; overflow-wrap: anywhere; }
        nav h3 { margin: 1rem 0 .3rem; color: var(--muted); }
        .jump { display: none; }
        .brand { font-size: 1.1rem; font-weight: 700; margin: 0; }
        main { max-width: 72rem; padding: 1rem 2rem 5rem; }
        h1 small { color: var(--muted); font-weight: 400; font-size: 1rem; }
        h2 { margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); }
        section { border-bottom: 1px solid var(--line); padding: .75rem 0 1rem; scroll-margin-top: .5rem; }
        section h3 { margin: .25rem 0; overflow-wrap: anywhere; }
        h4 { margin: .9rem 0 .3rem; }
        p, dd { margin: .35rem 0; overflow-wrap: anywhere; }
        td p { margin: 0; }
        a { color: var(--link); text-decoration: none; }
        a:hover, a:focus-visible { text-decoration: underline; }
        code, pre { font: .86em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--code); border-radius: 4px; }
        code { padding: .1em .3em; overflow-wrap: anywhere; }
        pre { padding: .6rem .8rem; overflow: auto; max-height: 24rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--line); }
        th { color: var(--muted); font-weight: 600; }
        td:first-child code { white-space: nowrap; }
        em, .muted { color: var(--muted); font-size: .88em; font-style: normal; }
        .method { font: 700 .8em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: var(--other); }
        .get { color: var(--get); } .post { color: var(--post); }
        @media (max-width: 60rem) { body { display: flex; flex-direction: column; } nav { order: 1; position: static; height: auto; border-right: 0; border-top: 1px solid var(--line); } main { padding: 1rem; } .jump { display: flex; gap: 1.25rem; } table { display: block; overflow-x: auto; } }
        """
}
