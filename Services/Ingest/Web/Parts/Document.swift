package import Primitives

/// A whole page: what every page has around its own content.
package struct Document: Sendable {
    package var title: String
    package var content: HTML
    /// Seconds after which the page asks for itself again, where more is about to be known; nil otherwise.
    ///
    /// That takes away what a person is writing, and where they are reading: a page with forms for longer texts doesn't do it.
    package var reloadsAfter: Int?

    package init(title: String, reloadsAfter: Int? = nil, content: HTML) {
        self.title = title
        self.reloadsAfter = reloadsAfter
        self.content = content
    }

    private var refresh: HTML? { reloadsAfter.map { "<meta http-equiv=\"refresh\" content=\"\($0.description)\">\n" } }

    /// - Parameter nonce: Lets this one style element through the content security policy, and nothing that came in with an alert.
    package func render(nonce: String) -> HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        \(refresh)<title>\(title) · Whence</title>
        <link rel="icon" href="data:,">
        <style nonce="\(nonce)">\(raw: Stylesheet.text)</style>
        </head>
        <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="top"><a class="brand" href="/">Whence</a><nav aria-label="Main"><a href="/">Incidents</a> <a href="/docs">API</a></nav></header>
        <main id="main">
        \(content)
        </main>
        </body>
        </html>

        """
    }
}
