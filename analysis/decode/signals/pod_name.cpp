#include "analysis/decode/signals/pod_name.h"

#include <algorithm>

namespace causeway::decode {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Kubernetes makes them of consonants and digits; a replica set's is 6 to 10 of them, mostly with a digit.
bool isHash(std::string_view part, std::size_t from, std::size_t to)
{
    return part.size() >= from && part.size() <= to &&
           std::all_of(part.begin(), part.end(), [](char c) { return isDigit(c) || (c >= 'a' && c <= 'z'); });
}

} // namespace

std::string_view serviceOfPod(std::string_view pod)
{
    const std::size_t last = pod.rfind('-');
    if (last == std::string_view::npos || last == 0)
        return pod;
    const std::string_view tail = pod.substr(last + 1);
    const std::size_t before = pod.rfind('-', last - 1);
    if (before != std::string_view::npos && before > 0) {
        const std::string_view set = pod.substr(before + 1, last - before - 1);
        if (isHash(tail, 5, 5) && isHash(set, 6, 10) && std::any_of(set.begin(), set.end(), isDigit))
            return pod.substr(0, before);
    }
    if (!tail.empty() && tail.size() <= 3 && std::all_of(tail.begin(), tail.end(), isDigit))
        return pod.substr(0, last);
    return pod;
}

} // namespace causeway::decode
