using Microsoft.Playwright;

namespace Replay.Interop.Html;

/// <summary>A report in a browser's window, and all that it did there besides showing itself.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private readonly List<string> _misdeeds = [];
    private string _file = "";

    public OpenReport(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Note($"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => Note("error: " + error);
        page.Dialog += (_, dialog) =>
        {
            Note("dialog: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
        page.Request += (_, request) =>
        {
            if (request.Url.Split('#')[0] != _file)
            {
                Note("request: " + request.Url);
            }
        };
        page.Popup += (_, popup) => Note("window: " + popup.Url);
    }

    /// <summary>The window.</summary>
    public IPage Page { get; }

    /// <summary>Goes to an address of the report and waits until it is shown.</summary>
    public async Task GoAsync(string file, string address)
    {
        _file = new Uri(file).AbsoluteUri;
        await Page.GotoAsync(_file + (address.Length > 0 ? "#" + address : ""));
        await ShownAsync(address.Split('/', '?')[0]);
    }

    /// <summary>Waits until a page of the report is shown: "c7", or nothing for the first.</summary>
    public async Task ShownAsync(string id) =>
        await Page.WaitForFunctionAsync("id => document.documentElement.dataset.ready === (id || 'overview')", id);

    /// <summary>The text of the first element that fits, with plain spaces.</summary>
    public async Task<string> TextAsync(string selector) => Spaced((await Page.Locator(selector).First.InnerTextAsync()).Trim());

    /// <summary>A text with plain spaces in place of narrow ones and those that do not break.</summary>
    public static string Spaced(string text) => text.Replace('\u00a0', ' ').Replace('\u202f', ' ');

    /// <summary>The texts of all elements that fit.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string selector) => [.. (await Page.Locator(selector).AllInnerTextsAsync()).Select(static one => one.Trim())];

    /// <summary>Types into the filter and waits for what it says.</summary>
    public async Task<string> FilterAsync(string words)
    {
        await Page.FillAsync("#words", words);
        await Page.PressAsync("#words", "Enter");
        return await TextAsync("#matches");
    }

    /// <summary>Fails when the report asked for anything, ran into an error or said anything.</summary>
    public void AssertQuiet()
    {
        lock (_misdeeds)
        {
            Assert.IsEmpty(_misdeeds, string.Join('\n', _misdeeds));
        }
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();

    private void Note(string misdeed)
    {
        lock (_misdeeds)
        {
            _misdeeds.Add(misdeed);
        }
    }
}
