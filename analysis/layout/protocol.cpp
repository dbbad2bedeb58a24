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

#include "analysis/layout/protocol.h"

#include <charconv>
#include <cmath>

namespace causeway::layout {

namespace {

constexpr std::string_view kVersion = "causeway-layout 1";

void append(std::string &out, double value)
{
    char digits[40];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, 2);
    out += ' ';
    out.append(digits, end);
}

void append(std::string &out, std::size_t value) { out += ' ' + std::to_string(value); }

// Words of a line, one after another; the first that is wrong stays told.
class Reader {
public:
    explicit Reader(std::string_view text) : m_rest(text) {}

    bool line(std::string_view begins)
    {
        if (m_problem.line != 0 || (m_line > 0 && !ended()))
            return false;
        ++m_line;
        if (m_rest.empty())
            return wrong("it ends here, where “" + std::string(begins) + "” belongs");
        const std::size_t end = m_rest.find('\n');
        if (end == std::string_view::npos)
            return wrong("the last line does not end");
        m_words = m_rest.substr(0, end);
        m_rest.remove_prefix(end + 1);
        if (!m_words.starts_with(begins) || (m_words.size() > begins.size() && m_words[begins.size()] != ' '))
            return wrong("“" + std::string(begins) + "” belongs here");
        m_words.remove_prefix(begins.size());
        return true;
    }

    bool number(double &to, double least, double most)
    {
        const std::string_view next = word();
        const auto [end, error] = std::from_chars(next.data(), next.data() + next.size(), to, std::chars_format::fixed);
        if (error != std::errc() || end != next.data() + next.size() || !std::isfinite(to))
            return wrong("a number belongs here");
        return (to >= least && to <= most) || wrong("a number is out of bounds");
    }

    template <typename T>
    bool whole(T &to, std::size_t least, std::size_t most)
    {
        const std::string_view next = word();
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(next.data(), next.data() + next.size(), value);
        if (error != std::errc() || end != next.data() + next.size())
            return wrong("a whole number belongs here");
        to = static_cast<T>(value);
        return (value >= least && value <= most) || wrong("a number is out of bounds");
    }

    std::string_view word()
    {
        if (m_words.empty() || m_words.front() != ' ')
            return {};
        m_words.remove_prefix(1);
        const std::string_view next = m_words.substr(0, m_words.find(' '));
        m_words.remove_prefix(next.size());
        return next;
    }

    bool wrong(std::string why)
    {
        if (m_problem.line == 0)
            m_problem = {m_line, std::move(why)};
        return false;
    }

    bool ended() { return m_words.empty() || wrong("there is too much in this line"); }
    [[nodiscard]] bool hasMoreWords() const { return !m_words.empty(); }
    [[nodiscard]] bool finish()
    {
        if (!line("end") || !ended())
            return false;
        ++m_line;
        return m_rest.empty() || wrong("there is more after the end");
    }
    [[nodiscard]] const Problem &problem() const { return m_problem; }

private:
    std::string_view m_rest, m_words;
    std::size_t m_line = 0;
    Problem m_problem;
};

} // namespace

std::string write(const Request &request)
{
    std::string out(kVersion);
    out += "\ngraph";
    append(out, request.nodes.size());
    append(out, request.edges.size());
    out += request.direction == Direction::TopToBottom ? " tb\n" : " lr\n";
    for (const Size &node : request.nodes) {
        out += "node";
        append(out, node.width);
        append(out, node.height);
        out += '\n';
    }
    for (const Link &edge : request.edges) {
        out += "edge";
        append(out, std::size_t{edge.from});
        append(out, std::size_t{edge.to});
        append(out, std::size_t{edge.weight});
        out += '\n';
    }
    return out + "end\n";
}

std::string write(const Answer &answer)
{
    std::string out(kVersion);
    out += "\nlayout";
    append(out, answer.size.width);
    append(out, answer.size.height);
    append(out, answer.nodes.size());
    append(out, answer.edges.size());
    out += '\n';
    for (const Point &node : answer.nodes) {
        out += "node";
        append(out, node.x);
        append(out, node.y);
        out += '\n';
    }
    for (const std::vector<Point> &edge : answer.edges) {
        out += "edge";
        for (const Point &point : edge) {
            append(out, point.x);
            append(out, point.y);
        }
        out += '\n';
    }
    return out + "end\n";
}

tl::expected<Request, Problem> readRequest(std::string_view text)
{
    if (text.size() > kMostRequestBytes)
        return tl::unexpected(Problem{0, "it is longer than " + std::to_string(kMostRequestBytes) + " bytes"});
    Reader in(text);
    Request request;
    std::size_t nodes = 0, edges = 0;
    if (!in.line(kVersion) || !in.line("graph") || !in.whole(nodes, 0, kMostNodes) || !in.whole(edges, 0, nodes == 0 ? 0 : kMostEdges))
        return tl::unexpected(in.problem());
    const std::string_view direction = in.word();
    if (direction != "tb" && direction != "lr") {
        in.wrong("the direction is tb or lr");
        return tl::unexpected(in.problem());
    }
    request.direction = direction == "tb" ? Direction::TopToBottom : Direction::LeftToRight;
    for (std::size_t i = 0; i < nodes; ++i) {
        Size size;
        if (!in.line("node") || !in.number(size.width, 1, kLongestSide) || !in.number(size.height, 1, kLongestSide))
            return tl::unexpected(in.problem());
        request.nodes.push_back(size);
    }
    for (std::size_t i = 0; i < edges; ++i) {
        Link link;
        if (!in.line("edge") || !in.whole(link.from, 0, nodes - 1) || !in.whole(link.to, 0, nodes - 1) || !in.whole(link.weight, 1, kHeaviest))
            return tl::unexpected(in.problem());
        request.edges.push_back(link);
    }
    if (!in.finish())
        return tl::unexpected(in.problem());
    return request;
}

tl::expected<Answer, Problem> readAnswer(std::string_view text, std::size_t nodes, std::size_t edges)
{
    if (text.size() > kMostAnswerBytes)
        return tl::unexpected(Problem{0, "it is longer than " + std::to_string(kMostAnswerBytes) + " bytes"});
    Reader in(text);
    Answer answer;
    std::size_t nodesTold = 0, edgesTold = 0;
    if (!in.line(kVersion) || !in.line("layout") || !in.number(answer.size.width, 0, kFarthest) || !in.number(answer.size.height, 0, kFarthest) ||
        !in.whole(nodesTold, nodes, nodes) || !in.whole(edgesTold, edges, edges))
        return tl::unexpected(in.problem());
    const auto point = [&](Point &to) { return in.number(to.x, -kFarthest, kFarthest) && in.number(to.y, -kFarthest, kFarthest); };
    for (std::size_t i = 0; i < nodes; ++i) {
        Point at;
        if (!in.line("node") || !point(at))
            return tl::unexpected(in.problem());
        answer.nodes.push_back(at);
    }
    for (std::size_t i = 0; i < edges; ++i) {
        std::vector<Point> spline;
        if (!in.line("edge"))
            return tl::unexpected(in.problem());
        while (in.hasMoreWords()) {
            Point at;
            if (spline.size() == kMostPoints)
                in.wrong("a spline has too many points");
            if (spline.size() == kMostPoints || !point(at))
                return tl::unexpected(in.problem());
            spline.push_back(at);
        }
        if (spline.size() % 3 != 1 && !spline.empty()) {
            in.wrong("a spline has 1 + 3 n points");
            return tl::unexpected(in.problem());
        }
        answer.edges.push_back(std::move(spline));
    }
    if (!in.finish())
        return tl::unexpected(in.problem());
    return answer;
}

} // namespace causeway::layout
