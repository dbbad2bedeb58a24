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

// What causeway-layout is asked and what it answers, as text; both sides share this file. Pure, bounded, of no locale.
//
//   causeway-layout 1              causeway-layout 1
//   graph NODES EDGES tb|lr        layout WIDTH HEIGHT NODES EDGES
//   node WIDTH HEIGHT     (each)   node X Y                      (each, in the order asked; its middle)
//   edge FROM TO WEIGHT   (each)   edge X Y X Y …                (each; 1 + 3 n points of a Bézier spline, from tail to head)
//   end                            end
//
// Lengths are points (1/72 inch), y grows downwards, the layout begins at 0, 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace causeway::layout {

constexpr std::size_t kMostNodes = 10'000;
constexpr std::size_t kMostEdges = 40'000;
constexpr std::size_t kMostPoints = 4'000;          // of a spline
constexpr std::size_t kMostRequestBytes = 4 << 20;
constexpr std::size_t kMostAnswerBytes = 64 << 20;
constexpr double kLongestSide = 2'000;              // of a node
constexpr double kFarthest = 10'000'000;            // of a coordinate
constexpr unsigned kHeaviest = 1'000;               // weight of an edge

enum class Direction : std::uint8_t { TopToBottom, LeftToRight };

// Ends of the program.
enum ExitCode : int { kDone = 0, kFailed = 1, kBadRequest = 2, kUnwritable = 3 };

struct Size {
    double width = 0, height = 0; // > 0
    bool operator==(const Size &) const = default;
};

struct Point {
    double x = 0, y = 0;
    bool operator==(const Point &) const = default;
};

struct Link {
    std::uint32_t from = 0, to = 0; // nodes; may be the same
    unsigned weight = 1;            // 1 … kHeaviest: how much the edge is to be short and straight
    bool operator==(const Link &) const = default;
};

struct Request {
    Direction direction = Direction::TopToBottom;
    std::vector<Size> nodes; // earlier ones stand further left, where that is equally good
    std::vector<Link> edges;
    bool operator==(const Request &) const = default;
};

struct Answer {
    Size size;
    std::vector<Point> nodes;
    std::vector<std::vector<Point>> edges; // empty: it has no spline
    bool operator==(const Answer &) const = default;
};

struct Problem {
    std::size_t line = 0; // from 1; 0: of the whole
    std::string why;      // English
};

std::string write(const Request &request); // within the bounds
std::string write(const Answer &answer);
tl::expected<Request, Problem> readRequest(std::string_view text);
// Of a request with so many nodes and edges.
tl::expected<Answer, Problem> readAnswer(std::string_view text, std::size_t nodes, std::size_t edges);

} // namespace causeway::layout
