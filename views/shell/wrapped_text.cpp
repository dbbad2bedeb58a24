#include "views/shell/wrapped_text.h"

#include <QTextDocument>
#include <QTextOption>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace causeway::views {

namespace {

constexpr int kLongWord = 11; // characters that a narrow column has room for

} // namespace

WrappedText::WrappedText(const QString &text, QWidget *parent) : QTextEdit(parent)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    viewport()->setAutoFillBackground(false);
    setAttribute(Qt::WA_NoSystemBackground);
    document()->setDocumentMargin(0);
    setPlainText(text);
    fit();
}

bool WrappedText::isNeededFor(const QString &text)
{
    int length = 0;
    for (const QChar c : text) {
        length = c.isSpace() ? 0 : length + 1;
        if (length > kLongWord)
            return true;
    }
    return false;
}

QSize WrappedText::sizeHint() const { return {120, static_cast<int>(std::ceil(document()->size().height()))}; }

void WrappedText::fit()
{
    document()->setTextWidth(std::max(1, viewport()->width()));
    setFixedHeight(sizeHint().height());
}

void WrappedText::resizeEvent(QResizeEvent *event)
{
    QTextEdit::resizeEvent(event);
    fit();
}

void WrappedText::wheelEvent(QWheelEvent *event) { event->ignore(); } // the page scrolls

void WrappedText::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fit();
}

} // namespace causeway::views
