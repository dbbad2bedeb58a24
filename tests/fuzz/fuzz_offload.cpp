// links: causeway_allocate
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/scenario_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const auto check = [](bool ok) {
        if (!ok)
            __builtin_trap();
    };
    causeway::simulate::fuzz::checkOffloadText(bytes, check);
    return 0;
}
