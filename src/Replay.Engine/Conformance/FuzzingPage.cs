namespace Replay.Engine.Conformance;

/// <summary>The page that runs the suite in the browser that opens it.</summary>
internal static class FuzzingPage
{
    public const string Html =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>WebSocket conformance</title>
        <style>
        :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.4 }
        body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
        button, input { font: inherit; padding: .3rem .8rem }
        input { width: 22rem; max-width: 90vw }
        table { border-collapse: collapse; width: 100%; margin-top: 1rem }
        th, td { border-bottom: 1px solid #8886; padding: .25rem .6rem; text-align: left; vertical-align: top }
        .bad { font-weight: bold; color: #b00020 }
        @media (prefers-color-scheme: dark) { .bad { color: #ff8a8a } }
        </style>
        </head>
        <body>
        <main>
        <h1>WebSocket conformance</h1>
        <p>This page is a WebSocket client that echoes every message. It runs each case of the server that it came from.</p>
        <form id="form">
        <label for="agent">Name in the reports</label><br>
        <input id="agent" required> <button id="run">Run the cases</button> <button id="stop" type="button" disabled>Stop</button>
        </form>
        <p id="state" role="status">Ready.</p>
        <table><caption>Cases that are not OK</caption>
        <thead><tr><th scope="col">Case</th><th scope="col">Behaviour</th><th scope="col">What it asks for</th></tr></thead>
        <tbody id="rows"></tbody></table>
        </main>
        <script>
        'use strict';
        const base = (location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host;
        const get = id => document.getElementById(id);
        const say = text => { get('state').textContent = text; };
        let stopped = false;
        get('agent').value = navigator.userAgent.match(/(Firefox|Edg|Chrome|Version)\/[\d.]+/)?.[0] ?? 'browser';
        function ask(path) {
          return new Promise((resolve, reject) => {
            const socket = new WebSocket(base + path);
            let answer = null;
            socket.onmessage = event => { answer = event.data; };
            socket.onclose = () => resolve(answer);
            socket.onerror = () => reject(new Error('no answer to ' + path));
          });
        }
        function run(number, agent) {
          return new Promise(resolve => {
            const socket = new WebSocket(base + '/runCase?case=' + number + '&agent=' + agent);
            socket.binaryType = 'arraybuffer';
            socket.onmessage = event => { socket.send(event.data); };
            socket.onclose = () => resolve();
          });
        }
        function row(info, behavior) {
          const line = get('rows').insertRow();
          for (const text of [info.id, behavior, info.description]) { line.insertCell().textContent = text; }
          if (behavior === 'FAILED') { line.cells[1].className = 'bad'; }
        }
        async function all(event) {
          event.preventDefault();
          const agent = encodeURIComponent(get('agent').value);
          stopped = false;
          get('run').disabled = true;
          get('stop').disabled = false;
          get('rows').replaceChildren();
          const counts = {};
          try {
            const count = JSON.parse(await ask('/getCaseCount'));
            for (let number = 1; number <= count && !stopped; number++) {
              say('Case ' + number + ' of ' + count);
              await run(number, agent);
              const behavior = JSON.parse(await ask('/getCaseStatus?case=' + number + '&agent=' + agent)).behavior;
              counts[behavior] = (counts[behavior] ?? 0) + 1;
              if (behavior !== 'OK') { row(JSON.parse(await ask('/getCaseInfo?case=' + number)), behavior); }
            }
            await ask('/updateReports?agent=' + agent);
            say((stopped ? 'Stopped. ' : 'Done. ') + Object.entries(counts).map(([word, many]) => many + ' ' + word).join(', '));
          } catch (error) {
            say('The server is gone: ' + error.message);
          }
          get('run').disabled = false;
          get('stop').disabled = true;
        }
        get('form').addEventListener('submit', all);
        // For scripts: /#run starts by itself.
        if (location.hash === '#run') { get('form').requestSubmit(); }
        get('stop').addEventListener('click', () => { stopped = true; });
        </script>
        </body>
        </html>

        """;
}
