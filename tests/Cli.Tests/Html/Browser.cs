using System.Text.Json;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace Unboxed.Cli.Tests.Html;

/// <summary>What tests ask of a page that is open.</summary>
static class Browser
{
    internal static IWebElement One(this ChromeDriver browser, string selector) => browser.FindElement(By.CssSelector(selector));

    /// <summary>The texts of all elements, as they are shown.</summary>
    internal static string[] Texts(this ChromeDriver browser, string selector) => [.. browser.FindElements(By.CssSelector(selector)).Select(element => element.Text)];

    /// <summary>What an expression is in the page.</summary>
    internal static T Value<T>(this ChromeDriver browser, string expression, params object[] arguments) =>
        JsonSerializer.Deserialize<T>((string)browser.ExecuteScript($"return JSON.stringify({expression})", arguments)!)!;

    /// <summary>Does something, and lets the page draw.</summary>
    internal static void Draw(this ChromeDriver browser, string statement) =>
        browser.ExecuteAsyncScript($"const done = arguments[arguments.length - 1]; {statement}; requestAnimationFrame(() => requestAnimationFrame(done))");

    /// <summary>Keys for whatever has the focus.</summary>
    internal static void Press(this ChromeDriver browser, string keys) => browser.SwitchTo().ActiveElement().SendKeys(keys);

    /// <summary>How many places the page says to show, and of how many.</summary>
    internal static string Found(this ChromeDriver browser) => browser.One(".found").Text;

    /// <summary>What the page has complained about: errors of its script, and what its policy has forbidden.</summary>
    internal static IEnumerable<string> Complaints(this ChromeDriver browser) =>
        browser.Manage().Logs.GetLog(LogType.Browser).Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message);
}
