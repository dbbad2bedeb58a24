// SPDX-License-Identifier: MIT
// Copyright (c) the Causeway maintainers
//
// Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
// files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
// modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
// Software is furnished to do so, subject to the following conditions:
//
// The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.
//
// THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
// WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
// COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
// ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

// causeway-layout: a graph on standard input, its layout on standard output (protocol.h). Exit codes: protocol.h.

#include <cstdio>
#include <cstring>

#include "analysis/layout/lay_out.h"

namespace {

int fail(int code, const causeway::layout::Problem &problem)
{
    if (problem.line > 0)
        std::fprintf(stderr, "causeway-layout: line %zu: %s\n", problem.line, problem.why.c_str());
    else
        std::fprintf(stderr, "causeway-layout: %s\n", problem.why.c_str());
    return code;
}

} // namespace

int main(int argc, char **argv)
{
    using namespace causeway::layout;
    if (argc > 1) {
        const bool help = argc == 2 && std::strcmp(argv[1], "--help") == 0;
        std::fputs("usage: causeway-layout < GRAPH > LAYOUT\nLays out the graph of a Causeway window; takes no options.\n", help ? stdout : stderr);
        return help ? kDone : kBadRequest;
    }
    std::string text;
    char block[1 << 16];
    while (const std::size_t n = std::fread(block, 1, sizeof block, stdin)) {
        text.append(block, n);
        if (text.size() > kMostRequestBytes)
            break;
    }
    const auto request = readRequest(text);
    if (!request)
        return fail(kBadRequest, request.error());
    const auto answer = layOut(*request);
    if (!answer)
        return fail(kFailed, answer.error());
    const std::string out = write(*answer);
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size() || std::fflush(stdout) != 0)
        return fail(kUnwritable, {0, "the layout cannot be written"});
    return kDone;
}
