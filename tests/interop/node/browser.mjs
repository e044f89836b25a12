// As much of a browser as a sign-in needs: cookies, redirects, forms.

/** Follows redirects and keeps cookies by host, as browsers do: ports share them. */
export class Browser {
  #cookies = new Map();

  /** Opens an address and follows redirects until a page, or until one leads to `stop`. */
  async open(url, { stop, ...init } = {}) {
    let address = new URL(url);
    let options = init;
    for (let hop = 0; hop < 20; hop += 1) {
      if (stop && address.href.startsWith(stop)) return { address, stopped: true };
      const answer = await fetch(address, {
        ...options,
        redirect: "manual",
        headers: { ...options.headers, cookie: this.#header(address) },
      });
      this.#keep(address, answer.headers.getSetCookie());
      const location = answer.headers.get("location");
      if (!location || answer.status < 300 || answer.status > 399) {
        return { address, status: answer.status, html: await answer.text() };
      }
      address = new URL(location, address);
      // A form that was posted is not posted again after 302 and 303.
      options = [307, 308].includes(answer.status) ? options : {};
    }
    throw new Error(`no end of redirects at ${address}`);
  }

  /** Fills in and sends the page's form of this number. */
  async submit(page, values = {}, { stop, form = 0 } = {}) {
    const found = forms(page.html)[form];
    if (!found) throw new Error(`no form ${form} at ${page.address}:\n${page.html}`);
    const action = new URL(found.action || page.address.href, page.address);
    const body = new URLSearchParams({ ...found.fields, ...values });
    if (found.method === "get") {
      action.search = body.toString();
      return this.open(action, { stop });
    }
    return this.open(action, {
      stop,
      method: "POST",
      body: body.toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  }

  #header({ hostname, pathname }) {
    const kept = [...(this.#cookies.get(hostname)?.values() ?? [])];
    const sent = kept.filter(({ path }) => pathname === path || pathname.startsWith(path.replace(/\/?$/, "/")));
    return sent.map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  #keep({ hostname }, lines) {
    const jar = this.#cookies.get(hostname) ?? new Map();
    this.#cookies.set(hostname, jar);
    for (const line of lines) {
      const [pair, ...attributes] = line.split(";").map((part) => part.trim());
      const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      const attribute = (wanted) =>
        attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.split("=")[1];
      const path = attribute("path") ?? "/";
      const expires = attribute("expires");
      const gone = attribute("max-age") === "0" || (expires && Date.parse(expires) <= Date.now());
      if (gone) jar.delete(`${name} ${path}`);
      else jar.set(`${name} ${path}`, { name, value, path });
    }
  }
}

const entities = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", "#x3D": "=", "#x2F": "/" };

function decode(text) {
  return text.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, name) => {
    if (name in entities) return entities[name];
    if (/^#x/i.test(name)) return String.fromCodePoint(parseInt(name.slice(2), 16));
    return name.startsWith("#") ? String.fromCodePoint(Number(name.slice(1))) : whole;
  });
}

function attributes(tag) {
  const found = [...tag.matchAll(/([a-z-]+)\s*=\s*("([^"]*)"|'([^']*)'|([^\s>]+))/gi)];
  return Object.fromEntries(
    found.map(([, name, , double, single, bare]) => [
      name.toLowerCase(),
      decode(double ?? single ?? bare ?? ""),
    ]),
  );
}

function forms(html) {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head, content]) => {
    const inputs = [...content.matchAll(/<input\b([^>]*)>/gi)].map(([, input]) => attributes(input));
    const { action, method = "get" } = attributes(head);
    const fields = inputs.filter((input) => input.name).map((input) => [input.name, input.value ?? ""]);
    return { action, method: method.toLowerCase(), fields: Object.fromEntries(fields) };
  });
}
