# Sourced by the scripts: where builds and real inputs are.

# A build directory outside the clone is reused by every clone.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/stirstick/target}"
# Tools that the checks install for themselves.
STIRSTICK_TOOLS="${XDG_CACHE_HOME:-$HOME/.cache}/stirstick/tools"
export PATH="$STIRSTICK_TOOLS/bin:$PATH"
# Real inputs for tests.
export STIRSTICK_SHARED="${STIRSTICK_SHARED:-$(cd .. && pwd)/shared}"
