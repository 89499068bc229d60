using System.Text;
using System.Text.Encodings.Web;
using global::Fluid;
using global::Fluid.Ast;
using global::Fluid.Values;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Unboxed.Scenarios.Support;

namespace Unboxed.Scenarios.Fluid;

/// <summary>Liquid templates, whose writers, filters, tags and members suspend.</summary>
sealed class TemplateScenario(Transcript transcript)
{
    const string Page = """
        {%- for item in items limit: 20 -%}
          {%- if item.price > 3 -%}{{ forloop.index }} {{ item.name | shout | append: '!' }} {{ item.price | with_tax: 10 }}
          {%- elsif item.name == 'item 2' -%}{%- continue -%}
          {%- else -%}{{ item.name }} is cheap{%- endif -%}
          {%- unless forloop.last -%}, {% endunless -%}
          {%- if forloop.index == 8 -%}{%- break -%}{%- endif -%}
        {%- endfor %}
        {% capture note %}{% pause %}{{ shop.owner.name }}{% endcapture %}{{ note | size }}: {{ note }}
        {% case items.size %}{% when 12 %}a dozen{% when 1, 2 %}few{% else %}some{% endcase %}
        {% twice %}{{ shop.name }} {% endtwice %}
        {% for n in (1..3) %}{% for m in (n..3) %}{% cycle 'a', 'b' %}{{ n | times: m }} {% endfor %}{% endfor %}
        {% tablerow item in items cols: 4 limit: 6 offset: 2 %}{{ item.name | escape }}{% endtablerow %}
        {% assign sorted = items | where: 'price', 4 | map: 'name' | join: ' and ' %}{{ sorted }}
        {% include 'part', size: 3 %} {% render 'part', size: 4 %} {% render 'part' for items %}
        {% macro line(text, times=2) %}{% for i in (1..times) %}{{ text | shout }}{% endfor %}{% endmacro %}{{ line('x') }} {{ line('y', times=3) }}
        """;

    readonly Dictionary<string, string> files = new()
    {
        ["part.liquid"] = "[{{ size }}{{ part.name }}{% pause %}]",
    };

    sealed record Item(string Name, int Price);

    sealed record Shop(string Name);

    internal async Task Run()
    {
        var parser = Parser();
        var page = parser.Parse(Page);
        await Render(page, transcript, 12);
        await Render(page, transcript, 0);
        await Failures(parser);
        await Canceled(parser);
        await transcript.AtOnce(8, (number, own) => Render(page, own, 2 * number));
        SingleThread.Run(() => Render(page, transcript, 3));
    }

    static FluidParser Parser()
    {
        var parser = new FluidParser(new FluidParserOptions { AllowFunctions = true });
        parser.RegisterEmptyTag("pause", async (writer, _, _) =>
        {
            await writer.WriteAsync('.');
            await Task.Yield();
            return Completion.Normal;
        });
        parser.RegisterEmptyBlock("twice", async (statements, writer, encoder, context) =>
        {
            for (int i = 0; i < 2; i++) await statements.RenderStatementsAsync(writer, encoder, context);
            return Completion.Normal;
        });
        parser.RegisterExpressionTag("fail", async (expression, _, _, context) =>
        {
            string text = (await expression.EvaluateAsync(context)).ToStringValue();
            await Task.Yield();
            throw new InvalidOperationException(text);
        });
        return parser;
    }

    TemplateContext Context(int count)
    {
        var options = new TemplateOptions { FileProvider = new Files(files), MemberAccessStrategy = new DefaultMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.CamelCase } };
        options.MemberAccessStrategy.Register<Item>();
        options.MemberAccessStrategy.Register<Shop, object>(async (shop, name) =>
        {
            await Task.Yield();
            return name == "owner" ? new Item("the owner", 0) : shop.Name;
        });
        options.Filters.AddFilter("shout", async (input, _, context) =>
        {
            await Task.Yield();
            return new StringValue(input.ToStringValue().ToUpperInvariant());
        });
        options.Filters.AddFilter("with_tax", async (input, arguments, _) =>
        {
            await Task.Yield();
            return NumberValue.Create(input.ToNumberValue() * (100 + arguments.At(0).ToNumberValue()) / 100);
        });
        var context = new TemplateContext(options);
        context.SetValue("shop", new Shop("the <shop>"));
        context.SetValue("items", Enumerable.Range(1, count).Select(number => new Item($"item {number}", number)).ToArray());
        return context;
    }

    async Task Render(IFluidTemplate template, Transcript shown, int count)
    {
        var context = Context(count);
        var target = new SuspendingWriter();
        await template.RenderAsync(target, HtmlEncoder.Default, context);
        shown.Write($"{count} items: {target.ToString().ReplaceLineEndings("|")}");
        shown.Write($"{count} items as text: {(await template.RenderAsync(Context(count))).Length} characters, in a context: {SynchronizationContext.Current is SingleThread}");
    }

    async Task Failures(FluidParser parser)
    {
        transcript.Write($"does not parse: {parser.TryParse("{% for %}", out _, out string error)} {error.ReplaceLineEndings(" / ")}");
        await transcript.Fails<InvalidOperationException>("in a tag", () => Render(parser.Parse("{% for i in (1..3) %}{{ i }}{% if i == 2 %}{% fail 'second' %}{% endif %}{% endfor %}"), transcript, 1));
        await transcript.Fails<FileNotFoundException>("no such part", () => Render(parser.Parse("{{ shop.name }}{% include 'nothing' %}"), transcript, 1));
        await transcript.Fails<IOException>("in the writer", async () => await parser.Parse("{{ shop.name }}{% pause %}{{ shop.name }}").RenderAsync(new SuspendingWriter { Most = 1 }, HtmlEncoder.Default, Context(1)));
        await transcript.Fails<InvalidOperationException>("too many steps", async () =>
        {
            var context = Context(1);
            context.Options.MaxSteps = 100;
            await parser.Parse("{% for i in (1..1000) %}{{ i | shout }}{% endfor %}").RenderAsync(new SuspendingWriter(), HtmlEncoder.Default, new TemplateContext(context.Options));
        });
    }

    async Task Canceled(FluidParser parser)
    {
        using var cancellation = new CancellationTokenSource();
        var context = Context(1);
        int asked = 0;
        context.Options.Filters.AddFilter("cancel", async (input, _, _) =>
        {
            if (++asked == 5) await cancellation.CancelAsync();
            await Task.Yield();
            cancellation.Token.ThrowIfCancellationRequested();
            return input;
        });
        await transcript.Fails<OperationCanceledException>("canceled", async () => await parser.Parse("{% for i in (1..100) %}{{ i | cancel }}{% endfor %}").RenderAsync(new SuspendingWriter(), HtmlEncoder.Default, context));
        transcript.Write($"asked: {asked}");
    }

    /// <summary>A writer of which every asynchronous call suspends.</summary>
    sealed class SuspendingWriter : TextWriter
    {
        readonly StringBuilder text = new();
        int calls;

        /// <summary>How many calls succeed.</summary>
        internal int Most { get; init; } = int.MaxValue;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => text.Append(value);

        public override Task WriteAsync(char value) => Append(value.ToString());

        public override Task WriteAsync(string? value) => Append(value ?? "");

        public override Task WriteAsync(char[] buffer, int index, int count) => Append(new(buffer, index, count));

        public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) => Append(buffer.ToString());

        public override async Task FlushAsync() => await Task.Yield();

        async Task Append(string value)
        {
            await Task.Yield();
            if (++calls > Most) throw new IOException("There is no room.");
            text.Append(value);
        }

        public override string ToString() => text.ToString();
    }

    sealed class Files(Dictionary<string, string> files) : IFileProvider
    {
        public IFileInfo GetFileInfo(string subpath) => files.TryGetValue(subpath, out string? text) ? new Contents(subpath, Encoding.UTF8.GetBytes(text)) : new NotFoundFileInfo(subpath);

        public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

        public IChangeToken Watch(string filter) => NullChangeToken.Singleton;
    }

    sealed class Contents(string name, byte[] bytes) : IFileInfo
    {
        public bool Exists => true;

        public bool IsDirectory => false;

        public DateTimeOffset LastModified => DateTimeOffset.UnixEpoch;

        public long Length => bytes.Length;

        public string Name => name;

        public string? PhysicalPath => null;

        public Stream CreateReadStream() => new SuspendingStream(new MemoryStream(bytes), 5);
    }
}
