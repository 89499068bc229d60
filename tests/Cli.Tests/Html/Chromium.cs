using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using Xunit;

namespace Unboxed.Cli.Tests.Html;

/// <summary>A headless Chromium for the tests of a class; on a machine without one they are skipped, and say so.</summary>
public sealed class Chromium : IDisposable
{
    static readonly string? Browser = Find("CHROMIUM", "chromium", "chromium-browser", "google-chrome");
    static readonly string? Driver = Find("CHROMEDRIVER", "chromedriver");
    readonly DirectoryInfo profile = Directory.CreateTempSubdirectory("unboxed-chromium-");
    ChromeDriver? started;

    /// <summary>A browser in which a page of 1280 by 800 pixels is open.</summary>
    internal ChromeDriver Open(string page, string fragment = "")
    {
        if (Browser is null || Driver is null)
            Assert.Skip("Chromium and its chromedriver are neither named by the environment variables CHROMIUM and CHROMEDRIVER nor on PATH; eng/install-chromium.sh installs them.");
        started ??= Start();
        started.Manage().Window.Size = new(1280, 800);
        // A page that differs in its fragment alone would not be loaded again.
        started.Navigate().GoToUrl("about:blank");
        started.Navigate().GoToUrl(new Uri(page).AbsoluteUri + fragment);
        return started;
    }

    ChromeDriver Start()
    {
        var options = new ChromeOptions { BinaryLocation = Browser };
        options.AddArguments(
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", $"--user-data-dir={profile.FullName}");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        var service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(Driver), Path.GetFileName(Driver));
        service.SuppressInitialDiagnosticInformation = true;
        return new(service, options);
    }

    static string? Find(string variable, params string[] names) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given
            ? given
            : names.SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    public void Dispose()
    {
        started?.Dispose();
        profile.Delete(recursive: true);
    }
}
