using System.Globalization;
using System.Text.RegularExpressions;

namespace Replay.Interop.Html;

/// <summary>Nothing but the page's own script runs, whatever the record holds.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SafetyTests
{
    [TestMethod]
    public async Task Nothing_but_its_own_script_runs_in_it()
    {
        await using OpenReport report = await Reports.OpenAsync(Reports.Violations);

        // Attempts that are refused may throw: what got through stands in `ran`, what the policy stopped in `blocked`.
        string outcome = await report.Page.EvaluateAsync<string>("""
            async () => {
              const blocked = [];
              document.addEventListener('securitypolicyviolation', event => blocked.push(event.effectiveDirective));
              const ran = [];
              try { await fetch('data:text/plain,x'); ran.push('fetch'); } catch { }
              try { const image = new Image(); image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; document.body.append(image); } catch { }
              try { document.body.innerHTML += '<b>markup</b>'; ran.push('markup'); } catch { }
              const script = document.createElement('script');
              try { script.text = 'window.ran = 1'; document.body.append(script); } catch { }
              await new Promise(done => setTimeout(done, 200));
              return JSON.stringify([ran, window.ran ?? 0, [...new Set(blocked)].sort()]);
            }
            """);

        Assert.AreEqual("""[[],0,["connect-src","img-src","require-trusted-types-for"]]""", outcome);
    }

    [TestMethod]
    public async Task What_somebody_puts_into_the_file_does_not_run()
    {
        string text = await File.ReadAllTextAsync(Reports.Violations);
        string file = Reports.Files.Input("tampered.html", text.Replace("<main", "<script>window.ran = 1</script><b onclick=\"window.ran = 2\">x</b><script src=\"data:text/javascript,window.ran=3\"></script><main", StringComparison.Ordinal));
        await using OpenReport report = await Reports.OpenAsync(file);

        await report.Page.EvaluateAsync("document.querySelector('b[onclick]').click()");

        Assert.AreEqual("undefined", await report.Page.EvaluateAsync<string>("String(window.ran)"));
        Assert.AreEqual("10 breaches of a MUST in 10 of 11 connections", await report.TextAsync("h1"));
    }

    [TestMethod]
    public async Task Hostile_texts_stay_texts()
    {
        string file = Reports.Files.Write("hostile.html", Reports.Files.Input("hostile.hex", HostileInputs.Hex()), Reports.Files.Input("hostile.json", HostileInputs.Autobahn()));
        string page = await File.ReadAllTextAsync(file);
        foreach (Match script in Regex.Matches(page, "<script([^>]*)>"))
        {
            Assert.IsTrue(script.Groups[1].Value is "" || script.Groups[1].Value.StartsWith(" type=\"application/octet-stream\" id=\"", StringComparison.Ordinal), script.Value);
        }

        await using OpenReport report = await Reports.OpenAsync(file);
        int connections = HostileInputs.Texts.Length + 1;
        Assert.AreEqual(connections.ToString(CultureInfo.InvariantCulture), await report.TextAsync(".facts dd"));
        foreach (string words in HostileInputs.Texts)
        {
            await report.FilterAsync("\"" + words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"");
        }

        for (int connection = 1; connection <= connections; connection++)
        {
            await report.Page.EvaluateAsync("id => { location.hash = id; }", $"c{connection}");
            await report.ShownAsync($"c{connection}");
            await OpenEveryLine(report);
        }

        Assert.AreEqual("undefined", await report.Page.EvaluateAsync<string>("String(window.ran)"));
        Assert.AreEqual(0, await report.Page.Locator("main script, main img, main svg[onload], main iframe, main base, main link, main style").CountAsync());
        Assert.IsFalse(await report.Page.EvaluateAsync<bool>("""/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(document.documentElement.innerText + document.title)"""));
        report.AssertQuiet();
    }

    private static async Task OpenEveryLine(OpenReport report)
    {
        await report.Page.FocusAsync(".log");
        await report.Page.Keyboard.PressAsync("Home");
        int rows = int.Parse((await report.Page.GetAttributeAsync(".log", "aria-rowcount"))!, CultureInfo.InvariantCulture);
        for (int row = 0; row < rows; row++)
        {
            await report.Page.Keyboard.PressAsync("Enter");
            await report.Page.Keyboard.PressAsync("ArrowDown");
        }
    }
}
