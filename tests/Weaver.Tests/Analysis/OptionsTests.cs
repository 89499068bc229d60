using System.Xml.Linq;
using Fody;
using Unboxed.Weaver.Diagnostics;
using Unboxed.Weaver.Options;
using Xunit;

namespace Unboxed.Weaver.Tests.Analysis;

public sealed class OptionsTests
{
    [Fact]
    public void Without_options_the_defaults_hold()
    {
        Assert.Equal(new(512, ReportFormat.Json), WeaverOptions.Parse(null));
        Assert.Equal(new(512, ReportFormat.Json), WeaverOptions.Parse(XElement.Parse("<Unboxed/>")));
    }

    [Theory]
    [InlineData("<Unboxed MaxScratchBytes='64'/>", 64, ReportFormat.Json)]
    [InlineData("<Unboxed MaxScratchBytes='0'/>", 0, ReportFormat.Json)]
    [InlineData("<Unboxed MaxScratchBytes='65536' Report='off'/>", 65536, ReportFormat.Off)]
    [InlineData("<Unboxed Report='json'/>", 512, ReportFormat.Json)]
    public void Options_are_read_from_attributes(string xml, int bytes, ReportFormat report) => Assert.Equal(new(bytes, report), WeaverOptions.Parse(XElement.Parse(xml)));

    [Fact]
    public void The_lint_and_the_dry_run_are_off_by_default()
    {
        var options = WeaverOptions.Parse(XElement.Parse("<Unboxed/>"));
        Assert.Equal((LintLevel.Off, false, null), (options.Lint, options.DryRun, options.HelpBase));
        Assert.Empty(options.NoWarn);
    }

    [Theory]
    [InlineData("off", LintLevel.Off)]
    [InlineData("info", LintLevel.Info)]
    [InlineData("warning", LintLevel.Warning)]
    [InlineData("error", LintLevel.Error)]
    public void The_lint_has_four_levels(string value, LintLevel level) => Assert.Equal(level, WeaverOptions.Parse(XElement.Parse($"<Unboxed Lint='{value}'/>")).Lint);

    [Fact]
    public void Single_ids_have_levels_of_their_own()
    {
        var options = WeaverOptions.Parse(XElement.Parse("<Unboxed UNB1301='error' UNB4002='off' LintGenerated='true'/>"));
        Assert.Equal([(DiagnosticId.Root, LintLevel.Error), (DiagnosticId.MissingMark, LintLevel.Off)], options.Levels.Select(level => (level.Key, level.Value)));
        Assert.True(options.LintGenerated);
    }

    [Fact]
    public void Ids_addresses_and_the_dry_run_are_read()
    {
        var options = WeaverOptions.Parse(XElement.Parse("<Unboxed NoWarn='UNB1001; UNB1301,UNB1101;' HelpBase='https://example.org/help' DryRun='true'/>"));
        Assert.Equal([DiagnosticId.EscapingAwait, DiagnosticId.Root, DiagnosticId.GrowthByRecursion], options.NoWarn);
        Assert.Equal(("https://example.org/help", true), (options.HelpBase, options.DryRun));
        Assert.False(WeaverOptions.Parse(XElement.Parse("<Unboxed DryRun='false'/>")).DryRun);
    }

    [Theory]
    [InlineData("<Unboxed MaxScratchBytes='-1'/>", "MaxScratchBytes", "-1", "0 to 65536")]
    [InlineData("<Unboxed MaxScratchBytes='65537'/>", "MaxScratchBytes", "65537", "0 to 65536")]
    [InlineData("<Unboxed MaxScratchBytes='many'/>", "MaxScratchBytes", "many", "0 to 65536")]
    [InlineData("<Unboxed MaxScratchBytes=''/>", "MaxScratchBytes", "\"\"", "0 to 65536")]
    [InlineData("<Unboxed MaxScratchBytes='1,024'/>", "MaxScratchBytes", "1,024", "0 to 65536")]
    [InlineData("<Unboxed MaxScratchBytes=' 64'/>", "MaxScratchBytes", " 64", "0 to 65536")]
    [InlineData("<Unboxed MaxScratchBytes='99999999999'/>", "MaxScratchBytes", "99999999999", "0 to 65536")]
    [InlineData("<Unboxed Report='xml'/>", "Report", "xml", "'off' nor 'json'")]
    [InlineData("<Unboxed Report='JSON'/>", "Report", "JSON", "'off' nor 'json'")]
    [InlineData("<Unboxed maxScratchBytes='1'/>", "maxScratchBytes", "no option", "DryRun, HelpBase, Lint, LintGenerated, MaxScratchBytes, NoWarn and Report")]
    [InlineData("<Unboxed Speed='1'/>", "Speed", "no option", "DryRun, HelpBase, Lint, LintGenerated, MaxScratchBytes, NoWarn and Report")]
    [InlineData("<Unboxed Lint='loud'/>", "Lint", "loud", "'off', 'info', 'warning' and 'error'")]
    [InlineData("<Unboxed UNB1301='loud'/>", "UNB1301", "loud", "'off', 'info', 'warning' and 'error'")]
    [InlineData("<Unboxed UNB2001='off'/>", "UNB2001", "off", "it is an error")]
    [InlineData("<Unboxed UNB4004='warning'/>", "UNB4004", "warning", "it is an error")]
    [InlineData("<Unboxed UNB9999='off'/>", "UNB9999", "no option", "ids of diagnostics such as UNB1001")]
    [InlineData("<Unboxed DryRun='yes'/>", "DryRun", "yes", "'true' nor 'false'")]
    [InlineData("<Unboxed NoWarn='UNB1001;UNB9999'/>", "NoWarn", "UNB9999", "ids such as UNB1001")]
    [InlineData("<Unboxed NoWarn='1001'/>", "NoWarn", "1001", "ids such as UNB1001")]
    [InlineData("<Unboxed HelpBase=''/>", "HelpBase", "\"\"", "an address")]
    [InlineData("<Unboxed><Report/></Unboxed>", "<Report>", "no element", "attributes")]
    [InlineData("<Unboxed>Report=off</Unboxed>", "Report=off", "no text", "attributes")]
    [InlineData("<Unboxed>\n  <!-- why --> MaxScratchBytes <![CDATA[1]]>\n</Unboxed>", "MaxScratchBytes", "no text", "attributes")]
    [InlineData("<Unboxed><![CDATA[Lint]]></Unboxed>", "Lint", "no text", "attributes")]
    public void A_wrong_option_is_named_with_what_it_takes(string xml, string name, string value, string takes)
    {
        var message = Assert.Throws<WeavingException>(() => WeaverOptions.Parse(XElement.Parse(xml))).Message;
        Assert.Contains(name, message);
        Assert.Contains(value, message);
        Assert.Contains(takes, message);
        Assert.Contains("FodyWeavers.xml", message);
    }
}
