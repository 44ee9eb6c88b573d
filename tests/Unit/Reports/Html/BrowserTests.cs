using Microsoft.Playwright;

namespace IstioRegressions.Unit.Reports.Html;

/// <summary>The page as people meet it: in a browser, with a script or without, by keyboard, on a telephone, in the dark.</summary>
public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>
{
    [SkippableFact]
    public async Task The_page_renders_without_a_word_on_the_console_and_what_a_log_has_of_markup_stays_text()
    {
        var (page, said) = await browser.OpenAsync();

        (await page.Locator(".matrix tbody tr").CountAsync()).Should().Be(3);
        await page.Locator("li:has(b:text-is('1.6.14')) summary").First.ClickAsync();
        (await page.Locator(".log:visible").InnerTextAsync()).Should().Contain(SomeRun.HostileLine);
        (await page.EvaluateAsync<bool>("() => 'taken' in window || document.querySelector('img') !== null")).Should().BeFalse();
        said.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_filter_leaves_the_cells_that_were_asked_for_and_survives_a_reload()
    {
        var (page, said) = await browser.OpenAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("1.6 port");
        (await Shown(page)).Should().Equal("#1-1.6.14");

        await page.ReloadAsync();
        (await Shown(page)).Should().Equal("#1-1.6.14");
        (await page.Locator("section.regression:visible").CountAsync()).Should().Be(1);

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "surprises" }).ClickAsync();
        (await Shown(page)).Should().Equal("#1-1.7.0");
        said.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_cell_leads_to_its_version_and_its_address_survives_a_reload()
    {
        var (page, _) = await browser.OpenAsync();

        await page.Locator(".matrix td a").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        await page.ReloadAsync();

        page.Url.Should().EndWith("#1-1.6.14");
        (await page.EvaluateAsync<bool>("() => { const at = document.querySelector(':target').getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight; }")).Should().BeTrue();
        (await page.Locator(".group:has(:target) .repeat code").InnerTextAsync()).Should().Contain("--versions 1.6.14 ", "the command is that of the version one came for");
    }

    [SkippableFact]
    public async Task Without_a_script_everything_is_there_and_evidence_is_one_click_away()
    {
        var (page, said) = await browser.OpenAsync(options: new() { JavaScriptEnabled = false });

        (await page.Locator(".matrix td a:visible").CountAsync()).Should().Be(8);
        await page.Locator("li:has(b:text-is('1.5.10')) > a:text-is('xDS')").ClickAsync();
        (await page.Locator("del:visible").First.InnerTextAsync()).Should().NotBeEmpty();
        said.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Text_stands_out_in_both_themes_what_can_be_used_has_a_name_and_a_telephone_needs_no_sideways_scrolling()
    {
        var (page, _) = await browser.OpenAsync(options: new() { ColorScheme = ColorScheme.Light, ViewportSize = new() { Width = 360, Height = 640 } });

        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(360);
        (await page.EvaluateAsync<string[]>(Contrast)).Should().BeEmpty();
        (await page.EvaluateAsync<string[]>(Nameless)).Should().BeEmpty();
        (await page.GetByRole(AriaRole.Link, new() { Name = "R✗ reproduced, a surprise" }).CountAsync()).Should().Be(1);
        (await page.GetByRole(AriaRole.Columnheader, new() { Name = "1.6.14" }).CountAsync()).Should().Be(1);

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        (await page.EvaluateAsync<string[]>(Contrast)).Should().BeEmpty();

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (await page.Locator(".tools").IsVisibleAsync()).Should().BeFalse();
        (await page.Locator(".matrix").IsVisibleAsync()).Should().BeTrue();
    }

    private static async Task<IReadOnlyList<string>> Shown(IPage page) =>
        await page.Locator(".matrix td a:visible").EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))");

    // WCAG 2.1, 1.4.3: 4.5, and 3 for large text.
    private const string Contrast =
        """
        () => {
          for (const details of document.querySelectorAll('details')) details.open = true;
          const rgb = text => { const n = text.match(/[\d.]+/g).map(Number); return n.length > 3 && n[3] === 0 ? null : n.slice(0, 3); };
          const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const behind = e => { for (let at = e; at; at = at.parentElement) { const c = rgb(getComputedStyle(at).backgroundColor); if (c) return c; } return [255, 255, 255]; };
          const bad = [];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const e = walk.currentNode.parentElement;
            if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest('script,style,title,symbol,.sr')) continue;
            const style = getComputedStyle(e), svg = e.closest('svg');
            const back = svg && e.matches('text.af,text.un') ? rgb(getComputedStyle(svg.querySelector(`rect.${e.classList}`)).fill) : behind(svg ?? e);
            const [a, b] = [light(rgb(svg ? style.fill : style.color)), light(back)].sort((x, y) => y - x);
            const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
            if ((a + 0.05) / (b + 0.05) < (isLarge ? 3 : 4.5)) bad.push(`${((a + 0.05) / (b + 0.05)).toFixed(2)} ${e.tagName}.${e.getAttribute('class')}: ${walk.currentNode.data.trim().slice(0, 40)}`);
          }
          return bad;
        }
        """;

    private const string Nameless =
        """
        () => [...document.querySelectorAll('a,button,input,summary,[role=region],svg[role=img],th')].filter(e =>
          !(e.getAttribute('aria-label') || (e.matches('svg') ? e.querySelector('title')?.textContent : e.textContent)).trim()).map(e => e.outerHTML.slice(0, 120))
        """;
}
