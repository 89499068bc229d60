# Sourced by eng/consume.sh: the page for newcomers, with the packages that are there already.

quick+=(getting_started)

scenario_getting_started() {
    UNBOXED_FEED=$work/feed "$root/eng/check-getting-started.sh"
}
