# SPDX-License-Identifier: BSD-2-Clause
"""Write the results for CI systems as JUnit XML, with one element and the duration for each
case."""
import re
import xml.etree.ElementTree as xml

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd]")


def write(path, what, results, seconds):
    """Write the results of tests/run.py to a file. results: list of Result."""
    suite = xml.Element(
        "testsuite",
        name="quarry." + what,
        tests=str(len(results)),
        time="%.1f" % seconds,
        failures=str(sum(r.verdict == "FAIL" for r in results)),
        skipped=str(sum(r.verdict == "skip" for r in results)),
    )
    for r in results:
        case = xml.SubElement(
            suite, "testcase", classname="quarry." + what, name=r.case.name, time="%.1f" % r.seconds
        )
        detail = NOT_XML.sub("?", r.detail)
        if r.verdict == "FAIL":
            xml.SubElement(case, "failure", message=detail).text = NOT_XML.sub("?", r.log_end)
        elif r.verdict == "skip":
            xml.SubElement(case, "skipped", message=detail)
        elif r.verdict == "flaky":
            xml.SubElement(case, "system-out").text = "failed at first: " + detail
    xml.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)
