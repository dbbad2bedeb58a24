// links: causeway_decode
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/signal_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const auto check = [](bool ok) {
        if (!ok)
            __builtin_trap();
    };
    causeway::decode::fuzz::checkSignals("nezha-trace-csv", bytes, check);
    return 0;
}
