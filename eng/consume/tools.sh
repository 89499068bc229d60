# Sourced by eng/consume.sh: what scenarios are made of. A scenario is a function in a folder of its own; what it prints is shown when it fails.

version=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' "$root/Directory.Build.props")

# Packs, and makes the folder look like a machine that has never seen the packages: no file of this repository around the projects, a cache of their own.
# The machine's own cache is one more source, so that nothing else is downloaded twice; the packages under test come from the feed alone.
prepare() {
    unset UnboxedWeaverPath UnboxedEnabled DisableFody
    local cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
    if [ -n "${UNBOXED_FEED:-}" ]; then cp -r "$UNBOXED_FEED" "$work/feed"
    else dotnet pack "$root/Weaver.sln" -o "$work/feed" -nologo -v quiet -clp:NoSummary; fi
    export NUGET_PACKAGES=$work/packages NuGetAudit=false DOTNET_CLI_TELEMETRY_OPTOUT=1
    mkdir -p "$cache" "$work/local"
    echo '<Project />' | tee "$work/Directory.Build.props" >"$work/Directory.Build.targets"
    cat >"$work/nuget.config" <<CONFIG
<configuration>
  <packageSources>
    <clear />
    <add key="feed" value="$work/feed" />
    <add key="local" value="$work/local" />
    <add key="cache" value="$cache" />
    <add key="nuget.org" value="https://api.nuget.org/v3/index.json" protocolVersion="3" />
  </packageSources>
  <packageSourceMapping>
    <packageSource key="feed"><package pattern="Unboxed" /><package pattern="Unboxed.*" /></packageSource>
    <packageSource key="local"><package pattern="Shop" /><package pattern="Shop.*" /></packageSource>
    <packageSource key="cache"><package pattern="*" /></packageSource>
    <packageSource key="nuget.org"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
CONFIG
    echo "packed in $SECONDS s"
}

fail() {
    echo "FAILED: $1"
    exit 1
}

# Runs the dotnet command with its output in the file log, and in the scenario's own. The status is the command's.
run() {
    echo "\$ dotnet $*"
    local status=0
    dotnet "$@" >log 2>&1 || status=$?
    cat log
    return $status
}

# A build in Release, whose messages are in the file log. What it builds is restored the first time.
build() {
    local project=.
    [[ ${1:--} == -* ]] || project=$1
    local mark=.restored-${project//\//-}
    if [ -e "$mark" ]; then run build -c Release -nologo --tl:off --no-restore "$@"
    else run build -c Release -nologo --tl:off "$@" && touch "$mark"; fi
}

log_has() { grep -qE -- "$1" log || fail "the output has no '$1'"; }
log_lacks() { ! grep -qE -- "$1" log || fail "the output has '$1'"; }

# The names of what woven code calls are in the metadata of a woven assembly alone.
is_woven() { grep -aq 'Unboxed\.CompilerServices' "$1"; }
must_be_woven() { is_woven "$1" || fail "$1 is not woven"; }
must_be_plain() { [ -f "$1" ] || fail "there is no $1"; ! is_woven "$1" || fail "$1 is woven"; }

# Runs a program, which must print the line.
prints() {
    local line=$1 output
    shift
    output=$("$@") || fail "$* ended with $?: $output"
    [ "$output" = "$line" ] || fail "$* printed '$output', and not '$line'"
}

unboxed_reference='<PackageReference Include="Unboxed.Fody" Version="'$version'" PrivateAssets="all" />'

# Arguments: the file, its properties, its items.
project() {
    mkdir -p "$(dirname "$1")"
    cat >"$1" <<PROJECT
<Project Sdk="${sdk:-Microsoft.NET.Sdk}">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    ${2:-}
  </PropertyGroup>
  <ItemGroup>
    ${3:-}
  </ItemGroup>
</Project>
PROJECT
}

# A library that frameworks before .NET 8 can compile as well. Arguments: its folder.
library_source() {
    mkdir -p "$1"
    cat >"$1/Library.cs" <<'SOURCE'
using System.Threading.Tasks;

[assembly: Unboxed.ScratchSpace]

namespace Shop
{
    public interface ISource
    {
        Task<int> NextAsync(int value);
    }

    public sealed class Source : ISource
    {
        public async Task<int> NextAsync(int value)
        {
            await Task.Yield();
            return value;
        }
    }

    public sealed class Doubling : ISource
    {
        readonly ISource inner;

        public Doubling(ISource inner) => this.inner = inner;

        [Unboxed.ScratchSpace(MaxScratchBytes = 256)]
        public async Task<int> NextAsync(int value) => 2 * await inner.NextAsync(value);
    }
}
SOURCE
}

# A program that uses the library, in itself or elsewhere, and prints "sum 90". Arguments: its folder; "marked" where it is woven too.
program_source() {
    mkdir -p "$1"
    cat >"$1/Program.cs" <<SOURCE
using Shop;
${2:+[assembly: Unboxed.ScratchSpace]}

ISource source = new Doubling(new Source());
int sum = 0;
for (int i = 0; i < 10; i++) sum += await source.NextAsync(i);
Console.WriteLine(\$"sum {sum}");
SOURCE
}

# A program that is woven itself, in the present folder: App.csproj. Arguments: its properties, more items.
console() {
    project App.csproj "<OutputType>Exe</OutputType>${1:-}" "$unboxed_reference${2:-}"
    library_source .
    program_source .
}
