using System.Collections.Concurrent;
using IstioRegressions.Reports;
using IstioRegressions.Reports.Html;
using IstioRegressions.Unit.Meshes;
using Microsoft.Playwright;

namespace IstioRegressions.Unit.Reports.Html;

/// <summary>Debian's Chromium with a report on disk, once for a class. Nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    // Of the two, the shell takes half the time: it has no window to draw.
    private static readonly string? Chromium = new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(File.Exists);

    private readonly TempFolder _folder = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IBrowserContext? _plain;

    /// <summary>Why there is no browser; null where there is one.</summary>
    public static string? Missing => Chromium is not null ? null : "there is no /usr/bin/chromium-headless-shell and no /usr/bin/chromium: install one of these packages";

    public async Task InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        SomeRun.WriteTo(_folder["run"]);
        await File.WriteAllTextAsync(_folder["report.html"], HtmlReport.Render(RunReport.Read([_folder["run"]]), _folder.Path));
        _playwright = await Playwright.CreateAsync();

        // Chromium refuses its sandbox to root; the page is ours.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"], Timeout = 120_000 });
        _plain = await _browser.NewContextAsync();
    }

    /// <summary>Opens the report.</summary>
    /// <param name="at">The part of its address behind #.</param>
    /// <param name="options">What the visitor's browser is like.</param>
    /// <returns>The page, and what its console said in the meantime, which is to be nothing.</returns>
    public async Task<(IPage Page, ConcurrentQueue<string> Said)> OpenAsync(string at = "", BrowserNewContextOptions? options = null)
    {
        Skip.If(Missing is not null, Missing);
        var page = await (options is null ? _plain! : await _browser!.NewContextAsync(options)).NewPageAsync();
        page.SetDefaultTimeout(60_000);
        var said = new ConcurrentQueue<string>();
        page.Console += (_, message) => said.Enqueue(message.Text);
        page.PageError += (_, error) => said.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (!request.IsNavigationRequest)
            {
                said.Enqueue($"asked for {request.Url}");
            }
        };
        await page.GotoAsync($"file://{_folder["report.html"]}{(at.Length > 0 ? $"#{at}" : "")}");
        return (page, said);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _folder.Dispose();
    }
}
