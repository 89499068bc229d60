# Sourced by eng/consume.sh: the analyzer that comes with the package.

quick+=(analyzer)

# It says in the build what the weaver would say, at the expression; where it does not run, the weaver says it. Each way to ask for the explicit mode reaches both.
scenario_analyzer() {
    local configuration='<Weavers><Unboxed Coercions="explicit" /></Weavers>' again
    console
    build
    must_be_woven bin/Release/net10.0/App.dll
    echo "$configuration" >FodyWeavers.xml
    for again in first second; do
        ! build || fail "the $again build passed in spite of the explicit mode"
        log_has "Program\.cs\(4,18\): error UNB3020: 'Shop\.Doubling' becomes 'Shop\.ISource' .* help: wrap it in 'Boxing\.Of<Shop\.ISource>.* /.*/docs/diagnostics/UNB3020\.md"
        log_has "Program\.cs\(4,31\): error UNB3020: 'Shop\.Source' becomes 'Shop\.ISource' "
        log_lacks 'Fody/Unboxed'
    done
    ! build -p:RunAnalyzers=false || fail 'the weaver let through what the analyzer did not see'
    log_has "Program\.cs\(4,1,[0-9]+,[0-9]+\): error : Fody/Unboxed: UNB3020: 'Shop\.Doubling' becomes 'Shop\.ISource' "
    build -p:UnboxedEnabled=false
    must_be_plain bin/Release/net10.0/App.dll

    sed -i 's/new Doubling(new Source())/Unboxed.Boxing.Of<ISource>(new Doubling(Unboxed.Inlining.Of<ISource>(new Source())))/' Program.cs
    build
    must_be_woven bin/Release/net10.0/App.dll
    prints 'sum 90' dotnet bin/Release/net10.0/App.dll
    # Without weaving there is no adapter, and the object itself serves.
    build -p:UnboxedEnabled=false
    prints 'sum 90' dotnet bin/Release/net10.0/App.dll

    # On the interface, and in a property of the project.
    rm FodyWeavers.xml
    program_source .
    build
    sed -i 's/public interface ISource/[Unboxed.ScratchSpace(Coercions = Unboxed.Coercions.Explicit)] &/' Library.cs
    ! build || fail 'the attribute on the interface was not heard'
    log_has 'Program\.cs\(4,18\): error UNB3020: .* on .Shop\.ISource. asks for that'
    library_source .
    sed -i "s:<PropertyGroup>:&<WeaverConfiguration>$(sed 's/&/\\&amp;/g; s/</\\\&lt;/g; s/>/\\\&gt;/g' <<<"$configuration")</WeaverConfiguration>:" App.csproj
    ! build || fail 'the configuration in the project was not heard'
    log_has 'Program\.cs\(4,18\): error UNB3020: .*Coercions="explicit"'
}
